package io.mmdino.settings;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Marks a setting whose value hashes of settings ignore, so shards and runs may be continued with another one: it has no
 * effect on windows and weights beyond rounding (a number of threads, a time limit), or another part of a run's hash covers it
 * (shares of splits by the shards' content, pretrained weights by the content of their file).
 */
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.RECORD_COMPONENT)
public @interface DecidesNothing {}
