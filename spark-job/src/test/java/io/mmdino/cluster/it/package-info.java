/** Tests on a real Spark cluster of processes, started from the packaged build; run by {@code mvn verify}. */
package io.mmdino.cluster.it;
