package io.mmdino.config;

import io.mmdino.config.SettingsException.Fault;
import io.mmdino.disk.YamlText;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** Finds {@code conf/default.yaml}, which has the default value and the description of every setting. */
public final class DefaultSettings {

    /** System property with the folder that holds {@code conf/}; the launcher sets it. */
    public static final String HOME = "mmdino.home";

    private DefaultSettings() {}

    /**
     * Reads the file of the installation, or the copy in the jar where there is no installation folder.
     *
     * @throws SettingsException when neither is there
     */
    public static SettingsReader reader() {
        return new SettingsReader(installed().or(DefaultSettings::packed).orElseThrow(DefaultSettings::missing));
    }

    private static Optional<String> installed() {
        return Optional.ofNullable(System.getProperty(HOME))
                .map(home -> Path.of(home, "conf", "default.yaml"))
                .filter(Files::isRegularFile)
                .map(DefaultSettings::text);
    }

    private static Optional<String> packed() {
        try (InputStream copy = DefaultSettings.class.getResourceAsStream("default.yaml")) {
            return copy == null
                    ? Optional.empty()
                    : Optional.of(new String(copy.readAllBytes(), StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException("default.yaml in the jar cannot be read", e);
        }
    }

    private static String text(Path file) {
        try {
            return YamlText.of(file);
        } catch (IOException e) {
            throw new UncheckedIOException("conf/default.yaml cannot be read", e);
        }
    }

    private static SettingsException missing() {
        String text =
                "conf/default.yaml is not there; start through submit/mm-dinov2, or give the folder that holds conf/ as"
                        + " -D" + HOME + "=DIR";
        return new SettingsException(List.of(new Fault("", text)));
    }
}
