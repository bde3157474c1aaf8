/** The workers of one run on Spark. */
package io.mmdino.cluster;
