package io.mmdino.cli.models;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class TextTableTest {

    @Test
    void columnsAreAsWideAsTheirLongestCell() {
        String text = new TextTable("A", "LONG", "C")
                .row("first", "", "x")
                .row("", "b", "")
                .text();

        assertThat(text).isEqualTo("A      LONG  C\nfirst        x\n       b\n");
    }

    @Test
    void charactersThatControlATerminalAreLeftOut() {
        assertThat(new TextTable("a\u001b[31m\nb").text()).isEqualTo("a [31m b\n");
    }

    @Test
    void lengthsAreShownInUnits() {
        assertThat(TextTable.size(0)).isEqualTo("0 B");
        assertThat(TextTable.size(999)).isEqualTo("999 B");
        assertThat(TextTable.size(1000)).isEqualTo("1.0 kB");
        assertThat(TextTable.size(999_999)).isEqualTo("1.0 MB");
        assertThat(TextTable.size(346_000_000)).isEqualTo("346.0 MB");
        assertThat(TextTable.size(Long.MAX_VALUE)).endsWith(" TB");
    }
}
