package io.mmdino.config;

/**
 * One thing wrong with the settings.
 *
 * @param key dotted key, such as {@code optim.learning-rate}; empty when the fault is not of one key
 * @param text what is wrong, in words that begin with the key: value, what was wanted, where it came from
 */
public record SettingsFault(String key, String text) {

    @Override
    public String toString() {
        return text;
    }
}
