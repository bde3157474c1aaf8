/**
 * The one writer of a place: a command claims its output before it works, and a second command finds out at once that the first
 * is at work.
 *
 * <p>On local disks a claim is a lock of the operating system, on other file systems a lease in a file that its owner renews. What
 * is written to a place belongs to the commands.
 */
package io.mmdino.claim;
