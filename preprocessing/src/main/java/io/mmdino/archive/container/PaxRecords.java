package io.mmdino.archive.container;

import java.util.Arrays;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * Records of a pax extended header, which describe the next entry: a sequence of {@code LENGTH KEY=VALUE\n}.
 *
 * @param path name of the entry, when given
 * @param size length of the entry in bytes, when given
 * @param sparse whether the entry is stored without its holes, so that its bytes are not the file's
 */
record PaxRecords(Optional<String> path, OptionalLong size, boolean sparse) {

    static PaxRecords none() {
        return new PaxRecords(Optional.empty(), OptionalLong.empty(), false);
    }

    static PaxRecords parse(byte[] bytes) throws ContainerException {
        Optional<String> path = Optional.empty();
        OptionalLong size = OptionalLong.empty();
        boolean sparse = false;
        for (int at = 0; at < bytes.length && bytes[at] != 0; ) {
            int blank = indexOf(bytes, ' ', at, Math.min(bytes.length, at + 8));
            int end = at + length(bytes, at, blank);
            int equals = indexOf(bytes, '=', blank, Math.min(bytes.length, end));
            if (end > bytes.length || end <= equals || bytes[end - 1] != '\n') {
                throw damaged();
            }
            String key = TarHeader.decoded(Arrays.copyOfRange(bytes, blank + 1, equals));
            String value = TarHeader.decoded(Arrays.copyOfRange(bytes, equals + 1, end - 1));
            switch (key) {
                case "path" -> path = Optional.of(value);
                case "size" -> size = OptionalLong.of(number(value));
                default -> sparse |= key.startsWith("GNU.sparse.");
            }
            at = end;
        }
        return new PaxRecords(path, size, sparse);
    }

    private static int length(byte[] bytes, int from, int to) throws ContainerException {
        String digits = TarHeader.decoded(Arrays.copyOfRange(bytes, from, to));
        if (!digits.matches("\\d{1,7}")) {
            throw damaged();
        }
        return Integer.parseInt(digits);
    }

    private static long number(String value) throws ContainerException {
        if (!value.matches("\\d{1,18}")) {
            throw damaged();
        }
        return Long.parseLong(value);
    }

    private static int indexOf(byte[] bytes, char wanted, int from, int to) throws ContainerException {
        for (int i = from; i < to; i++) {
            if (bytes[i] == wanted) {
                return i;
            }
        }
        throw damaged();
    }

    private static ContainerException damaged() {
        return new ContainerException("the tar holds a damaged extended header: copy it again");
    }
}
