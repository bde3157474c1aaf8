package io.mmdino.disk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class OwnFolderTest {

    private static final int NOBODY = 65534;

    @TempDir
    Path temp;

    @Test
    void aFreeNameIsTakenForThisUserAloneAndFoundAgain() throws IOException {
        Path folder = OwnFolder.in(temp.resolve("tmp"), "copies");
        assertThat(folder).isEqualTo(temp.resolve("tmp/copies"));
        assertThat(mode(folder)).isEqualTo("rwx------");
        assertThat(OwnFolder.in(temp.resolve("tmp"), "copies")).isEqualTo(folder);
    }

    @ParameterizedTest
    @ValueSource(strings = {"rwxrwxrwx", "rwxr-xr-x", "rwx--x---", "rwx-----x", "rwx---r--", "rwx-w----"})
    void aFolderThatOthersMayEnterIsNotUsed(String rights) throws IOException {
        Path taken = temp.resolve("copies");
        Files.createDirectory(taken);
        Files.setPosixFilePermissions(taken, PosixFilePermissions.fromString(rights));
        assertAnotherIsUsed(taken);
        assertThat(mode(taken)).isEqualTo(rights);
    }

    @Test
    void aLinkIsNotFollowed() throws IOException {
        Path target = OwnFolder.make(temp.resolve("elsewhere/target"));
        assertThat(mode(target)).isEqualTo("rwx------");
        assertAnotherIsUsed(Files.createSymbolicLink(temp.resolve("copies"), target));
        assertThat(target).isEmptyDirectory();
    }

    @Test
    void aLinkToNothingIsNotFollowed() throws IOException {
        assertAnotherIsUsed(Files.createSymbolicLink(temp.resolve("copies"), temp.resolve("nothing")));
        assertThat(temp.resolve("nothing")).doesNotExist();
    }

    @Test
    void aFileOfThatNameIsLeftAlone() throws IOException {
        assertAnotherIsUsed(Files.createFile(temp.resolve("copies")));
    }

    @Test
    void anotherUsersFolderIsNotUsedThoughItLooksPrivate() throws IOException {
        Path taken = OwnFolder.make(temp.resolve("copies"));
        giveToNobody(taken);
        assertAnotherIsUsed(taken);
        assertThat(OwnFolder.isWrittenByOwnerOnly(taken)).isFalse();
    }

    @Test
    void ofSeveralRandomNamesOnesOfOthersAreNotUsed() throws IOException {
        Files.createSymbolicLink(temp.resolve("copies"), temp);
        Path first = OwnFolder.in(temp, "copies");
        Files.createSymbolicLink(temp.resolve("copies-0"), first);
        Files.setPosixFilePermissions(first, PosixFilePermissions.fromString("rwxrwx---"));
        Path second = OwnFolder.in(temp, "copies");
        assertThat(second).isNotIn(first, temp.resolve("copies-0"), temp.resolve("copies"));
        assertThat(mode(second)).isEqualTo("rwx------");
    }

    @Test
    void contentIsThisUsersWhereOthersMayReadOnly() throws IOException {
        Path folder = OwnFolder.make(temp.resolve("cache"));
        for (String rights : new String[] {"rwx------", "rwxr-xr-x"}) {
            Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString(rights));
            assertThat(OwnFolder.isWrittenByOwnerOnly(folder)).as(rights).isTrue();
        }
        Path link = Files.createSymbolicLink(temp.resolve("link"), folder);
        assertThat(OwnFolder.isWrittenByOwnerOnly(link)).isFalse();
        Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxrwxr-x"));
        assertThat(OwnFolder.isWrittenByOwnerOnly(folder)).isFalse();
    }

    @Test
    void aFolderIsNotMadeOverAFile() throws IOException {
        Path file = Files.createFile(temp.resolve("file"));
        assertThatThrownBy(() -> OwnFolder.make(file)).isInstanceOf(FileAlreadyExistsException.class);
    }

    private void assertAnotherIsUsed(Path taken) throws IOException {
        Path used = OwnFolder.in(temp, "copies");
        assertThat(used).isNotEqualTo(taken);
        assertThat(used.getFileName().toString()).startsWith("copies-");
        assertThat(mode(used)).isEqualTo("rwx------");
        assertThat(OwnFolder.in(temp, "copies")).as("found again").isEqualTo(used);
    }

    private static void giveToNobody(Path folder) throws IOException {
        try {
            Files.setAttribute(folder, "unix:uid", NOBODY);
        } catch (IOException | UnsupportedOperationException e) {
            assumeTrue(false, "only root can give a folder away");
        }
    }

    private static String mode(Path folder) throws IOException {
        return PosixFilePermissions.toString(Files.getPosixFilePermissions(folder));
    }
}
