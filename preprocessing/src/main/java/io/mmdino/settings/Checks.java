package io.mmdino.settings;

/**
 * Checks of the components of a record, chained in its constructor; the first that fails throws.
 *
 * <p>A setting is named by its component, in camelCase or with dashes; a part of it follows as in {@code dino-head.prototypes} or
 * {@code scale[0]}.
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
    public Checks that(boolean holds, String setting, Object value, String wanted) {
        return that(holds, setting, " is " + value + ", wanted " + wanted);
    }

    /**
     * @param problem what follows the setting's name, with a leading space
     * @throws InvalidSettingException with the setting and its problem
     */
    public Checks that(boolean holds, String setting, String problem) {
        if (!holds) {
            throw new InvalidSettingException(prefix, setting, problem);
        }
        return this;
    }

    /** @throws IllegalArgumentException with {@code problem}, which is that of no single setting */
    public Checks that(boolean holds, String problem) {
        if (!holds) {
            throw new IllegalArgumentException(prefix + problem);
        }
        return this;
    }

    /** @throws InvalidSettingException when {@code value < least} */
    public Checks atLeast(String setting, int value, int least) {
        return that(value >= least, setting, " is " + value + "; set it to " + least + " or more");
    }

    /** @throws InvalidSettingException unless {@code low <= value <= high}; NaN is refused */
    public Checks within(String setting, double value, double low, double high) {
        return that(
                value >= low && value <= high, setting, " is " + value + "; set it between " + low + " and " + high);
    }

    /** @throws InvalidSettingException unless {@code value} is finite and more than {@code bound} */
    public Checks above(String setting, double value, double bound) {
        return that(
                value > bound && !Double.isInfinite(value),
                setting,
                " is " + value + "; set it to a number above " + bound);
    }

    /** @throws InvalidSettingException of {@code lower} unless {@code low <= high} */
    public Checks ordered(String lower, double low, String upper, double high) {
        return that(
                low <= high,
                lower,
                " is " + low + " and " + prefix + upper + " is " + high + "; the first must not exceed the second");
    }
}
