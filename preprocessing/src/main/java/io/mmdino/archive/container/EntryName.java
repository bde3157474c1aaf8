package io.mmdino.archive.container;

import java.util.StringJoiner;

/**
 * An entry's name made plain: relative, {@code ./} and doubled slashes taken out.
 *
 * @param name empty when it is refused
 * @param refusal empty when the name is good
 */
record EntryName(String name, String refusal) {

    static EntryName of(String raw, int longest) {
        String fault = fault(raw, longest);
        if (!fault.isEmpty()) {
            return new EntryName("", fault);
        }
        StringJoiner plain = new StringJoiner("/");
        for (String part : raw.split("/")) {
            if (part.equals("..")) {
                return new EntryName("", "its name leads out of the container (..)");
            }
            if (!part.isEmpty() && !part.equals(".")) {
                plain.add(part);
            }
        }
        String name = plain.toString();
        return name.isEmpty() ? new EntryName("", "it has no name") : new EntryName(name, "");
    }

    private static String fault(String raw, int longest) {
        if (raw.length() > longest) {
            return "its name has " + raw.length() + " characters, the limit is " + longest;
        }
        if (raw.chars().anyMatch(c -> c < ' ' || c == 0x7f || c == 0xfffd)) {
            return "its name holds a control character or is not in the encoding it claims";
        }
        if (raw.indexOf('\\') >= 0) {
            return "its name holds a backslash; pack with '/' between folders";
        }
        boolean drive = raw.length() > 1 && raw.charAt(1) == ':' && Character.isLetter(raw.charAt(0));
        return raw.startsWith("/") || drive ? "its name is absolute; pack with relative names" : "";
    }
}
