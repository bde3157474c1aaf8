package io.mmdino.settings;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Marks a setting that earlier versions did not have, and gives the value that describes what they did. Stored settings without
 * the key are read with this value, whatever the default of new runs is. Hashes leave the setting out where it has this value,
 * so that the hashes of earlier versions remain; they leave it out always when it is marked {@link DecidesNothing} too.
 */
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.RECORD_COMPONENT)
public @interface AbsentMeans {

    /** The value as {@code settings.yaml} would show it. */
    String value();
}
