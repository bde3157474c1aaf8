/** From an archive to shards on Spark; the arithmetic of one study lives in classes that know no Spark. */
package io.mmdino.ingest;
