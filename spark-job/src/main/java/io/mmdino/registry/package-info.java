/**
 * A registry of models on any Hadoop file system: numbered versions that never change, aliases such as {@code champion} that move
 * with a history, and tags. Words are those of MLflow's model registry.
 *
 * <p>A registry is a folder:
 *
 * <pre>
 * registry.json               that it is one
 * claims/v000001.json         who took the number 1, written first
 * versions/v000001/...        the files of a run folder, and manifest.json with the SHA-256 of each
 * commits/v000001.json        SHA-256 of the manifest, written last: only now is there a version 1
 * aliases/champion/000001.json, 000002.json, ...   every move of the alias
 * tags/v000001/000001.json, ...                    every change of the version's tags
 * receipts/aliases.champion.000001.json, ...       SHA-256 of each move and change, so that the last one cannot be lost unnoticed
 * </pre>
 *
 * <p>Every record is written once, to a new file, by {@link io.mmdino.disk.ExclusiveFile}: of two writers the file system lets one
 * create it, and the other finds that something has changed. So there is no lock that a killed process could hold. Numbered
 * records carry the hash of the one before, so a history that was shortened inside or edited is found. Nothing is ever replaced or
 * deleted.
 *
 * <p>MLflow's own server is not used, because it needs a server and a database that clinics would have to operate.
 */
package io.mmdino.registry;
