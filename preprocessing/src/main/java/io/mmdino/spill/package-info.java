/** More records than memory holds: encrypted files on a local disk, in the order they came or sorted. Knows no studies. */
package io.mmdino.spill;
