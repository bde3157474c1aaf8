/** What files and studies are and how the model sees them, in words and in a picture; names of patients in neither. */
package io.mmdino.inspect;
