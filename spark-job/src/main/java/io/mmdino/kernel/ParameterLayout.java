package io.mmdino.kernel;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;

/** The parameters of a model in order, each at a 64-byte boundary (in float32) of one flat vector. */
public final class ParameterLayout {

    /** Elements of which the offset of every parameter is a multiple. */
    static final int ALIGNMENT = 16;

    private final Map<String, Parameter> byName;
    private final long length;

    private ParameterLayout(Map<String, Parameter> byName, long length) {
        this.byName = Collections.unmodifiableMap(byName);
        this.length = length;
    }

    /** All parameters, in the order in which they were added. */
    public List<Parameter> parameters() {
        return List.copyOf(byName.values());
    }

    /** Elements of the flat vector, padding included; padding stays 0. */
    public long length() {
        return length;
    }

    /** The names of all parameters, in order. */
    public List<String> names() {
        return new ArrayList<>(byName.keySet());
    }

    public boolean has(String name) {
        return byName.containsKey(name);
    }

    /** @throws NoSuchElementException when there is no parameter of that name */
    public Parameter of(String name) {
        Parameter parameter = byName.get(name);
        if (parameter == null) {
            throw new NoSuchElementException("no parameter named " + name);
        }
        return parameter;
    }

    /** Collects parameters as layers are built. */
    public static final class Builder {

        private final Map<String, Parameter> byName = new LinkedHashMap<>();
        private long length;

        /**
         * Appends a parameter of PyTorch's name and shape.
         *
         * @throws IllegalArgumentException when there is one of that name already
         */
        public Parameter add(String name, Integer... shape) {
            Parameter parameter = new Parameter(name, List.of(shape), length);
            if (byName.putIfAbsent(name, parameter) != null) {
                throw new IllegalArgumentException("two parameters named " + name);
            }
            length += (parameter.length() + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT;
            return parameter;
        }

        public ParameterLayout build() {
            return new ParameterLayout(new LinkedHashMap<>(byName), length);
        }
    }
}
