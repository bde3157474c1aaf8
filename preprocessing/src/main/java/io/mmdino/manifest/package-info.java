/** What ingest has seen: every study and series with hash, size, status and reason; tells what is new. */
package io.mmdino.manifest;
