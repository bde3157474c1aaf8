package io.mmdino.checkpoint;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.zip.ZipEntry;
import java.util.zip.ZipException;
import java.util.zip.ZipFile;

/**
 * The tensors of a file that {@code torch.save} wrote (PyTorch 1.6 or later): dictionaries of tensors, nested or not.
 * Nested names are joined with dots, so {@code {"teacher": {"backbone.norm.bias": ...}}} gives {@code
 * teacher.backbone.norm.bias}. Values that are no tensors are ignored.
 *
 * <p>Source: torch/serialization.py: a zip without compression, {@code NAME/data.pkl} and {@code NAME/data/KEY}.
 */
public final class TorchCheckpoint implements TensorSource {

    /** Bounds the memory that a pickle can take; a state dictionary needs about 130 bytes for each tensor. */
    private static final int LONGEST_PICKLE = 4 << 20;

    private static final int DEEPEST = 8;
    private static final int MOST_ENTRIES = 100_000;
    private static final int CHUNK_BYTES = 1 << 20;
    private static final String PICKLE = "data.pkl";

    private final String fileName;
    private final long fileBytes;
    private final ZipFile zip;
    private final String folder;
    private final Map<String, TorchTensor> views = new LinkedHashMap<>();
    private final Map<String, TensorInfo> tensors = new LinkedHashMap<>();
    private int entriesSeen;

    private TorchCheckpoint(String fileName, long fileBytes, ZipFile zip) throws IOException {
        this.fileName = fileName;
        this.fileBytes = fileBytes;
        this.zip = zip;
        ZipEntry pickle = pickle(zip);
        this.folder = pickle.getName().substring(0, pickle.getName().length() - PICKLE.length());
        byte[] bytes = zip.getInputStream(pickle).readNBytes(LONGEST_PICKLE + 1);
        if (bytes.length > LONGEST_PICKLE) {
            throw new CheckpointException("its pickle is longer than " + LONGEST_PICKLE + " bytes");
        }
        checkByteOrder();
        collect("", TorchPickle.read(bytes), 0);
        for (Map.Entry<String, TorchTensor> view : views.entrySet()) {
            check(view.getKey(), view.getValue());
            tensors.put(view.getKey(), view.getValue().info());
        }
    }

    /**
     * Opens a file and checks that every tensor lies inside it; values are read later.
     *
     * @throws CheckpointException when it is not a whole PyTorch file, or holds more than tensors
     */
    public static TorchCheckpoint open(Path file) throws IOException {
        String name = String.valueOf(file.getFileName());
        if (!Files.isReadable(file)) {
            throw new CheckpointException(name + " is not there or may not be read");
        }
        ZipFile zip = null;
        try {
            zip = new ZipFile(file.toFile());
            return new TorchCheckpoint(name, Files.size(file), zip);
        } catch (IOException | RuntimeException e) {
            if (zip != null) {
                zip.close();
            }
            String hint = e instanceof ZipException
                    ? " (torch.save writes a zip since PyTorch 1.6: the file is cut short, or older and to be saved again)"
                    : "";
            throw new CheckpointException(name + " is not a readable PyTorch file: " + e.getMessage() + hint, e);
        }
    }

    @Override
    public String fileName() {
        return fileName;
    }

    @Override
    public Map<String, TensorInfo> tensors() {
        return Collections.unmodifiableMap(tensors);
    }

    @Override
    public float[] floats(String name) throws IOException {
        TorchTensor view = views.get(name);
        if (view == null) {
            throw new CheckpointException(fileName + " has no tensor named " + name);
        }
        float[] stored = new float[Math.toIntExact(view.extent())];
        int width = view.info().dtype().bytes();
        try (InputStream in = zip.getInputStream(zip.getEntry(storageName(view)))) {
            in.skipNBytes(view.offset() * width);
            for (int from = 0; from < stored.length; from += CHUNK_BYTES / width) {
                int count = Math.min(CHUNK_BYTES / width, stored.length - from);
                decode(in.readNBytes(count * width), view.info().dtype(), stored, from, count);
            }
        } catch (IOException | IndexOutOfBoundsException e) {
            throw new CheckpointException("tensor " + name + " of " + fileName + " is damaged: " + e.getMessage(), e);
        }
        return view.isContiguous() ? stored : view.gather(stored);
    }

    @Override
    public void close() throws IOException {
        zip.close();
    }

    private static void decode(byte[] bytes, Dtype dtype, float[] target, int from, int count) {
        ByteBuffer buffer = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
        for (int i = 0; i < count; i++) {
            target[from + i] = (float) dtype.at(buffer, i);
        }
    }

    private static ZipEntry pickle(ZipFile zip) throws CheckpointException {
        List<? extends ZipEntry> found = zip.stream()
                .filter(entry ->
                        entry.getName().equals(PICKLE) || entry.getName().endsWith("/" + PICKLE))
                .toList();
        if (found.size() != 1) {
            throw new CheckpointException("a zip with " + found.size() + " entries named " + PICKLE + ", wanted 1");
        }
        return found.get(0);
    }

    private void checkByteOrder() throws IOException {
        ZipEntry order = zip.getEntry(folder + "byteorder");
        if (order != null && zip.getInputStream(order).readNBytes(1)[0] != 'l') {
            throw new CheckpointException("it was written on a big-endian machine; save it on a little-endian one");
        }
    }

    private void collect(String name, Object value, int depth) throws CheckpointException {
        if (++entriesSeen > MOST_ENTRIES || depth > DEEPEST) {
            throw new CheckpointException(
                    "dictionaries nested deeper than " + DEEPEST + " or with more than " + MOST_ENTRIES + " entries");
        }
        if (value instanceof TorchTensor view) {
            views.put(name, view);
        } else if (value instanceof Map<?, ?> map) {
            for (Map.Entry<?, ?> entry : map.entrySet()) {
                collect(
                        name.isEmpty() ? "" + entry.getKey() : name + "." + entry.getKey(),
                        entry.getValue(),
                        depth + 1);
            }
        }
    }

    private void check(String name, TorchTensor view) throws CheckpointException {
        ZipEntry entry = zip.getEntry(storageName(view));
        if (entry == null || entry.getMethod() != ZipEntry.STORED || entry.getSize() > fileBytes) {
            throw new CheckpointException("the storage of tensor " + name + " is missing, compressed or cut short");
        }
        long elements = Math.min(
                view.storageElements(), entry.getSize() / view.info().dtype().bytes());
        long extent = view.extent();
        if (Math.addExact(view.offset(), extent) > elements || view.info().elements() > elements) {
            throw new CheckpointException("tensor " + name + " of shape "
                    + view.info().shape() + " does not lie inside its storage of " + elements + " elements");
        }
        Math.toIntExact(extent);
    }

    private String storageName(TorchTensor view) {
        return folder + "data/" + view.key();
    }
}
