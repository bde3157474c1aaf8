package io.mmdino.checkpoint;

import io.mmdino.checkpoint.TensorSource.TensorInfo;
import java.io.IOException;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import net.razorvine.pickle.IObjectConstructor;
import net.razorvine.pickle.Opcodes;
import net.razorvine.pickle.PickleException;
import net.razorvine.pickle.Unpickler;

/**
 * Reads the pickle inside a PyTorch file. Only the operations and classes that a dictionary of tensors needs are allowed, so a
 * file can create nothing but maps, lists, numbers, strings and {@link TorchTensor}s. The library's own registry of classes,
 * which any code may add to, is not used.
 */
final class TorchPickle extends Unpickler {

    private static final Set<Short> ALLOWED = Set.of(
            Opcodes.PROTO,
            Opcodes.FRAME,
            Opcodes.STOP,
            Opcodes.MARK,
            Opcodes.NONE,
            Opcodes.NEWTRUE,
            Opcodes.NEWFALSE,
            Opcodes.BININT,
            Opcodes.BININT1,
            Opcodes.BININT2,
            Opcodes.LONG1,
            Opcodes.BINFLOAT,
            Opcodes.SHORT_BINUNICODE,
            Opcodes.EMPTY_DICT,
            Opcodes.EMPTY_LIST,
            Opcodes.EMPTY_TUPLE,
            Opcodes.TUPLE,
            Opcodes.TUPLE1,
            Opcodes.TUPLE2,
            Opcodes.TUPLE3,
            Opcodes.APPEND,
            Opcodes.APPENDS,
            Opcodes.BINPUT,
            Opcodes.LONG_BINPUT,
            Opcodes.MEMOIZE,
            Opcodes.BINGET,
            Opcodes.LONG_BINGET,
            Opcodes.REDUCE);

    /** A storage class such as {@code torch.FloatStorage}, seen in a persistent id. */
    private record StorageClass(Dtype dtype) {}

    private record Storage(Dtype dtype, String key, long elements) {}

    private static final Map<String, Object> CLASSES = Map.ofEntries(
            Map.entry("collections.OrderedDict", (IObjectConstructor) TorchPickle::orderedDict),
            Map.entry("torch._utils._rebuild_tensor_v2", (IObjectConstructor) TorchPickle::tensor),
            Map.entry("torch._utils._rebuild_parameter", (IObjectConstructor) TorchPickle::parameter),
            Map.entry("torch.DoubleStorage", new StorageClass(Dtype.F64)),
            Map.entry("torch.FloatStorage", new StorageClass(Dtype.F32)),
            Map.entry("torch.HalfStorage", new StorageClass(Dtype.F16)),
            Map.entry("torch.BFloat16Storage", new StorageClass(Dtype.BF16)),
            Map.entry("torch.LongStorage", new StorageClass(Dtype.I64)),
            Map.entry("torch.IntStorage", new StorageClass(Dtype.I32)),
            Map.entry("torch.ByteStorage", new StorageClass(Dtype.U8)),
            Map.entry("torch.BoolStorage", new StorageClass(Dtype.BOOL)));

    private TorchPickle() {}

    /**
     * Reads a pickle.
     *
     * @param pickle the whole pickle; its length, which the caller limits, bounds the objects that it can create
     * @throws CheckpointException for anything but plain values and tensors
     */
    static Object read(byte[] pickle) throws CheckpointException {
        try {
            return new TorchPickle().loads(pickle);
        } catch (IOException | RuntimeException | StackOverflowError e) {
            throw new CheckpointException("its pickle is not one of plain tensors: " + e.getMessage(), e);
        }
    }

    @Override
    protected Object dispatch(short code) throws IOException {
        switch (code) {
            case Opcodes.GLOBAL -> stack.add(known(line() + "." + line()));
            case Opcodes.STACK_GLOBAL -> {
                Object name = stack.pop();
                stack.add(known(stack.pop() + "." + name));
            }
            case Opcodes.BINPERSID -> stack.add(storage((Object[]) stack.pop()));
            case Opcodes.BUILD -> stack.pop(); // attributes of a dictionary, such as a module's version
            case Opcodes.SETITEM -> {
                Object value = stack.pop();
                put(List.of(stack.pop(), value));
            }
            case Opcodes.SETITEMS -> put(stack.pop_all_since_marker());
            case Opcodes.BINUNICODE -> {
                checkTextLength();
                return super.dispatch(code);
            }
            default -> {
                if (!ALLOWED.contains(code)) {
                    throw new PickleException("operation 0x" + Integer.toHexString(code) + " is not read");
                }
                return super.dispatch(code);
            }
        }
        return NO_RETURN_VALUE;
    }

    /** Checks the length of a text before the library allocates memory for it. */
    private void checkTextLength() throws IOException {
        input.mark(Integer.BYTES);
        long length = 0;
        for (int shift = 0; shift < Integer.SIZE; shift += Byte.SIZE) {
            length |= (input.read() & 0xffL) << shift;
        }
        if (length > input.available()) {
            throw new PickleException("a text claims " + length + " bytes, " + input.available() + " are left");
        }
        input.reset();
    }

    private String line() throws IOException {
        StringBuilder text = new StringBuilder();
        for (int next = input.read(); next != '\n'; next = input.read()) {
            if (next < ' ' || next > '~' || text.length() > 200) {
                throw new PickleException("a class name that is not one");
            }
            text.append((char) next);
        }
        return text.toString();
    }

    private static Object known(String name) {
        Object found = CLASSES.get(name);
        if (found == null) {
            throw new PickleException("it holds an object of class " + name
                    + ", which is not read. Save the weights alone, for example torch.save(model.state_dict(), file)");
        }
        return found;
    }

    @SuppressWarnings("unchecked") // every map on the stack was made by EMPTY_DICT or orderedDict
    private void put(List<Object> items) {
        if (items.size() % 2 != 0 || !(stack.peek() instanceof Map)) {
            throw new PickleException("entries that belong to no dictionary");
        }
        Map<Object, Object> map = (Map<Object, Object>) stack.peek();
        for (int i = 0; i < items.size(); i += 2) {
            if (!(items.get(i) instanceof String || items.get(i) instanceof Number)) {
                throw new PickleException("a dictionary key that is neither text nor number");
            }
            map.put(items.get(i), items.get(i + 1));
        }
    }

    private static Object orderedDict(Object[] arguments) {
        if (arguments.length != 0) {
            throw new PickleException("an OrderedDict made from values, wanted an empty one that is filled");
        }
        return new LinkedHashMap<Object, Object>();
    }

    private static Storage storage(Object[] id) {
        if (id.length != 5 || !"storage".equals(id[0])) {
            throw new PickleException("a persistent id that is no storage");
        }
        String key = (String) id[2];
        if (!key.matches("[0-9]{1,9}")) {
            throw new PickleException("a storage whose key is not a number");
        }
        return new Storage(((StorageClass) id[1]).dtype(), key, whole(id[4]));
    }

    /** Implements _rebuild_tensor_v2(storage, offset, shape, strides, requires_grad, hooks[, metadata]). */
    private static Object tensor(Object[] arguments) {
        Storage storage = (Storage) arguments[0];
        List<Integer> shape =
                wholes(arguments[2]).stream().map(Math::toIntExact).toList();
        List<Long> strides = wholes(arguments[3]);
        if (shape.size() != strides.size()) {
            throw new PickleException("a tensor with " + shape.size() + " axes and " + strides.size() + " strides");
        }
        return new TorchTensor(
                new TensorInfo(storage.dtype(), shape),
                storage.key(),
                storage.elements(),
                whole(arguments[1]),
                strides);
    }

    private static Object parameter(Object[] arguments) {
        return (TorchTensor) arguments[0];
    }

    private static List<Long> wholes(Object tuple) {
        return Arrays.stream((Object[]) tuple).map(TorchPickle::whole).toList();
    }

    private static long whole(Object number) {
        if (!(number instanceof Integer || number instanceof Long) || ((Number) number).longValue() < 0) {
            throw new PickleException("found " + number + ", wanted a whole number of 0 or more");
        }
        return ((Number) number).longValue();
    }
}
