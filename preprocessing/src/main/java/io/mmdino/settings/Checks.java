package io.mmdino.settings;

/**
 * Checks of the components of a record, chained in its constructor; the first that fails throws.
 *
 * <p>Settings are named as {@link InvalidSettingException} describes. NaN passes no numeric check.
 *
 * @param prefix names the record in messages, such as {@code "blur."}; may be empty
 */
public record Checks(String prefix) {

    /** Checks whose messages begin with the setting. */
    public Checks() {
        this("");
    }

    /**
     * @param holds whether the value may be used
     * @throws InvalidSettingException {@code "setting is value, wanted wanted"}
     */
    public Checks require(boolean holds, String setting, Object value, String wanted) {
        return require(holds, setting, " is " + value + ", wanted " + wanted);
    }

    /**
     * @param problem what follows the setting's name, with a leading space
     * @throws InvalidSettingException with the setting and its problem
     */
    public Checks require(boolean holds, String setting, String problem) {
        if (!holds) {
            throw new InvalidSettingException(prefix, setting, problem);
        }
        return this;
    }

    /** @throws IllegalArgumentException with {@code problem}, which is that of no single setting */
    public Checks require(boolean holds, String problem) {
        if (!holds) {
            throw new IllegalArgumentException(prefix + problem);
        }
        return this;
    }

    /** @throws InvalidSettingException when {@code value < least} */
    public Checks atLeast(String setting, int value, int least) {
        return require(value >= least, setting, " is " + value + "; set it to " + least + " or more");
    }

    /** @throws InvalidSettingException unless {@code low <= value <= high} */
    public Checks within(String setting, double value, double low, double high) {
        return require(
                value >= low && value <= high, setting, " is " + value + "; set it between " + low + " and " + high);
    }

    /** @throws InvalidSettingException unless {@code value} is finite and more than {@code bound} */
    public Checks above(String setting, double value, double bound) {
        return require(
                value > bound && !Double.isInfinite(value),
                setting,
                " is " + value + "; set it to a number above " + bound);
    }

    /** @throws InvalidSettingException of {@code lower} unless {@code low <= high} */
    public Checks ordered(String lower, double low, String upper, double high) {
        return require(
                low <= high,
                lower,
                " is " + low + " and " + prefix + upper + " is " + high + "; the first must not exceed the second");
    }
}
