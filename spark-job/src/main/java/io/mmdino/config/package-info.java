/**
 * Settings: {@code conf/default.yaml} below a run file below {@code --set}, bound to immutable records with every
 * fault found at once.
 *
 * <p>Each package that needs settings has its own record of them, which checks itself; this package composes those
 * records and is imported by none of them.
 */
package io.mmdino.config;
