package io.mmdino.study;

import io.mmdino.disk.ScratchFolder;
import io.mmdino.volume.NiftiLimits;
import io.mmdino.volume.Volume;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * Runs the settings' program on one study, in a folder that is deleted afterwards.
 *
 * <p>The program learns nothing of the patient: the folder has a random name and only this user may enter it, files are named
 * by sequence and hold no header texts. Its output is discarded, because tools print the names of the files they work on.
 *
 * @param limits for the headers of the program's files
 */
public record ExternalCommand(ExternalSettings settings, NiftiLimits limits) {

    /**
     * The program's images in canonical orientation: one for each that was given, and {@code seg} if the program made one.
     *
     * @throws ExternalException when it fails, takes too long, or leaves something other than these images
     */
    public Map<String, Volume> run(Map<String, Volume> images) throws ExternalException {
        try (ScratchFolder scratch = ScratchFolder.temporary(ScratchFolder.Purpose.EXTERNAL)) {
            return run(images, scratch.path());
        } catch (IOException e) {
            throw new ExternalException("the scratch folder of the external program cannot be written or read ("
                    + e.getClass().getSimpleName() + "); check the space left in java.io.tmpdir");
        }
    }

    private Map<String, Volume> run(Map<String, Volume> images, Path scratch) throws IOException, ExternalException {
        Path input = Files.createDirectory(scratch.resolve("input"));
        Path output = Files.createDirectory(scratch.resolve("output"));
        ExternalFiles files = new ExternalFiles(limits);
        files.write(images, input);
        List<String> words = settings.command().stream()
                .map(word -> word.replace(ExternalSettings.INPUT, input.toString())
                        .replace(ExternalSettings.OUTPUT, output.toString()))
                .toList();
        new ExternalProcess(words, scratch, settings.timeoutSeconds()).run();
        return files.read(images.keySet(), output);
    }
}
