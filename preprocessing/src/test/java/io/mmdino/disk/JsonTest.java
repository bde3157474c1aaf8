package io.mmdino.disk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;

class JsonTest {

    /** Has methods that look like properties. */
    public record Parcel(String name, List<Integer> numbers) {
        public boolean isEmpty() {
            return numbers.isEmpty();
        }

        public int getCount() {
            return numbers.size();
        }
    }

    @Test
    void onlyComponentsOfARecordTravel() {
        Parcel parcel = new Parcel("a", List.of(1, 2));
        assertThat(Json.write(parcel)).isEqualTo("{\"name\":\"a\",\"numbers\":[1,2]}");
        assertThat(Json.read(Json.write(parcel), Parcel.class)).isEqualTo(parcel);
    }

    @Test
    void aFaultDoesNotQuoteTheText() {
        assertThatThrownBy(() -> Json.read("{\"name\": Smith}", Parcel.class))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("cannot read a Parcel from JSON")
                .hasStackTraceContaining("Unrecognized token")
                .cause()
                .hasMessageNotContaining("{\"name\"");
    }
}
