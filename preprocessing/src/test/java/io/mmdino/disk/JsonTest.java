package io.mmdino.disk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.OptionalInt;
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

    /** Has a number that may be missing. */
    public record Labelled(OptionalInt label) {}

    @Test
    void aMissingNumberTravelsAsNull() {
        for (Labelled one : List.of(new Labelled(OptionalInt.of(3)), new Labelled(OptionalInt.empty()))) {
            assertThat(Json.read(Json.write(one), Labelled.class)).isEqualTo(one);
        }
        assertThat(Json.write(new Labelled(OptionalInt.empty()))).isEqualTo("{\"label\":null}");
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
