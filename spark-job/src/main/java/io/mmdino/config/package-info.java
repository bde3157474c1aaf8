/**
 * Settings: {@code conf/default.yaml}, a run file and {@code --set} are merged and bound to immutable records; all faults are
 * reported together.
 *
 * <p>Each package that needs settings has its own record of them, which checks itself; this package composes those
 * records, and none of their packages imports it.
 */
package io.mmdino.config;
