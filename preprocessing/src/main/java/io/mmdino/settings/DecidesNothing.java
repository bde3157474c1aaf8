package io.mmdino.settings;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Marks a setting that changes neither the windows that are cut nor the weights that are trained, such as a number of threads
 * or a time limit. Hashes of settings ignore its value, so shards and runs may be continued with another one.
 */
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.RECORD_COMPONENT)
public @interface DecidesNothing {}
