package io.mmdino.settings;

/** A record of settings refuses the value of one of its components. */
public final class InvalidSettingException extends IllegalArgumentException {

    private static final long serialVersionUID = 1L;

    private final String component;
    private final String part;
    private final String problem;

    /**
     * The message is prefix, setting and problem in one text.
     *
     * @param prefix names the record in the message, such as {@code "blur."}; may be empty
     * @param setting name of the component, camelCase or with dashes; a part of it follows as in {@code dino-head.prototypes} or
     *     {@code scale[0]}
     * @param problem value and wanted values, with a leading space: {@code " is 0, wanted 1 or more"}
     */
    InvalidSettingException(String prefix, String setting, String problem) {
        super(prefix + setting + problem);
        this.component = setting.split("[.\\[]", 2)[0];
        this.part = setting.substring(component.length());
        this.problem = problem;
    }

    /** Name of the component that is at fault, camelCase or with dashes. */
    public String component() {
        return component;
    }

    /** Part of the component that is at fault, such as {@code .prototypes} or {@code [0]}; empty for the whole component. */
    public String part() {
        return part;
    }

    /** Text of the message after the setting's name, with a leading space. */
    public String problem() {
        return problem;
    }
}
