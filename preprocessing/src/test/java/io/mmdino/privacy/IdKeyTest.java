package io.mmdino.privacy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.mmdino.disk.SecretFile;
import io.mmdino.shard.Split;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class IdKeyTest {

    private static final String SECRET = "0123456789abcdef";

    @Test
    void theSameIdHasOneHashPerUseAndPerKey() throws Exception {
        IdKey open = IdKey.publicDefault();
        IdKey kept = IdKey.choose(Optional.empty(), Map.of(IdKey.VARIABLE, SECRET));
        assertThat(open.study("x")).hasSize(32).isEqualTo(IdKey.publicDefault().study("x"));
        assertThat(open.study("x")).isNotEqualTo(open.subject("x")).isNotEqualTo(kept.study("x"));
        assertThat(open.protects()).isFalse();
        assertThat(kept.protects()).isTrue();
    }

    /** Computed with: printf 'study:x' | openssl dgst -sha256 -hmac 0123456789abcdef */
    @Test
    void hashesAreHmacSha256() throws Exception {
        IdKey kept = IdKey.choose(Optional.empty(), Map.of(IdKey.VARIABLE, SECRET));
        assertThat(kept.study("x")).isEqualTo("b68c841af0586a7e4fe7c4b3ab697617");
    }

    @Test
    void aFileGoesBeforeTheEnvironment(@TempDir Path folder) throws Exception {
        Path file = key(folder, "rw-------");
        IdKey fromFile = IdKey.choose(Optional.of(file), Map.of(IdKey.VARIABLE, "another key of 16 bytes"));
        assertThat(fromFile.check())
                .isEqualTo(IdKey.choose(Optional.empty(), Map.of(IdKey.VARIABLE, SECRET))
                        .check());
        assertThat(IdKey.choose(Optional.empty(), Map.of()).protects()).isFalse();
    }

    @Test
    void aShortOrMissingKeyIsAnErrorThatSaysHowToMakeOne(@TempDir Path folder) {
        assertThatThrownBy(() -> IdKey.choose(Optional.empty(), Map.of(IdKey.VARIABLE, "short")))
                .isInstanceOf(IdKeyException.class)
                .hasMessageContaining("holds 5 bytes, wanted 16")
                .hasMessageContaining("openssl rand -hex 32");
        assertThatThrownBy(() -> IdKey.fromFile(folder.resolve("none"))).hasMessageContaining("cannot be read");
    }

    @ParameterizedTest
    @ValueSource(strings = {"rw-r--r--", "rw-r-----", "rw--w----", "rw----r--", "rw-----w-", "rwx--x---", "r-------x"})
    void aKeyThatOthersCanReadOrChangeIsRefused(String rights, @TempDir Path folder) throws Exception {
        Path file = key(folder, rights);
        Path link = Files.createSymbolicLink(folder.resolve("link"), file);
        for (Path named : List.of(file, link)) {
            assertThatThrownBy(() -> IdKey.fromFile(named))
                    .isInstanceOf(IdKeyException.class)
                    .hasMessageContaining(named + " can be read or changed by others (" + rights + ")")
                    .hasMessageContaining("chmod 600 " + named)
                    .hasMessageNotContaining(SECRET);
        }
    }

    @Test
    void aKeyOfTheOwnerAloneIsTakenThroughALinkToo(@TempDir Path folder) throws Exception {
        for (String rights : List.of("rw-------", "r--------")) {
            Path file = key(folder, rights);
            Path link = Files.createSymbolicLink(folder.resolve(rights), file);
            assertThat(IdKey.fromFile(link).check())
                    .isEqualTo(IdKey.fromFile(file).check());
            Files.delete(file);
        }
    }

    @Test
    void aKeyOfAnotherUserIsRefused(@TempDir Path folder) throws Exception {
        Path file = key(folder, "rw-------");
        try {
            Files.setAttribute(file, "unix:uid", 65534);
        } catch (IOException e) {
            assumeTrue(false, "only root can give a file away");
        }
        assertThatThrownBy(() -> IdKey.fromFile(file))
                .isInstanceOf(IdKeyException.class)
                .hasMessageContaining("belongs to another user");
    }

    @Test
    void aFileWithoutEndIsNotReadToItsEnd() {
        assertThatThrownBy(() -> SecretFile.read(Path.of("/dev/zero")))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("longer than " + SecretFile.LONGEST);
    }

    private static Path key(Path folder, String rights) throws IOException {
        Path file = Files.writeString(folder.resolve("key"), SECRET + "\n");
        return Files.setPosixFilePermissions(file, PosixFilePermissions.fromString(rights));
    }

    @Test
    void aVariableThatNamesTheFileOfTheKeyIsNotTakenForTheKey(@TempDir Path folder) throws Exception {
        Path file = Files.writeString(folder.resolve("key"), SECRET);
        assertThatThrownBy(() -> IdKey.choose(Optional.empty(), Map.of(IdKey.VARIABLE, file.toString())))
                .isInstanceOf(IdKeyException.class)
                .hasMessageContaining("names a file, wanted the secret itself; give the file by --id-key FILE");
    }

    @Test
    void splitsHaveTheirShares() {
        IdKey key = IdKey.publicDefault();
        Map<Split, Integer> counts = new EnumMap<>(Split.class);
        for (int i = 0; i < 10_000; i++) {
            counts.merge(key.split("subject-" + i, 0.2, 0.1), 1, Integer::sum);
        }
        assertThat(counts.get(Split.VALIDATION)).isBetween(1850, 2150);
        assertThat(counts.get(Split.TEST)).isBetween(890, 1110);
    }
}
