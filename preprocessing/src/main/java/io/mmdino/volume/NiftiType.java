package io.mmdino.volume;

/** Types of stored voxels, with the codes of nifti1.h. Complex, colour and 128-bit types are not supported. */
public enum NiftiType {
    UINT8(2, 1, false),
    INT16(4, 2, false),
    INT32(8, 4, false),
    FLOAT32(16, 4, true),
    FLOAT64(64, 8, true),
    INT8(256, 1, false),
    UINT16(512, 2, false),
    UINT32(768, 4, false),
    INT64(1024, 8, false),
    UINT64(1280, 8, false);

    private final int code;
    private final int bytes;
    private final boolean floating;

    NiftiType(int code, int bytes, boolean floating) {
        this.code = code;
        this.bytes = bytes;
        this.floating = floating;
    }

    /** The header's {@code datatype}. */
    public int code() {
        return code;
    }

    /** Length of one voxel in bytes. */
    public int bytes() {
        return bytes;
    }

    /** Whether a stored voxel can be NaN or infinite. */
    public boolean floating() {
        return floating;
    }

    static NiftiType of(int code) throws NiftiException {
        for (NiftiType type : values()) {
            if (type.code == code) {
                return type;
            }
        }
        throw new NiftiException("datatype " + code + named(code)
                + " is not read, wanted an integer of 8 to 64 bits, float32 or float64: convert the image");
    }

    private static String named(int code) {
        return switch (code) {
            case 1 -> " (binary)";
            case 32, 1792, 2048 -> " (complex)";
            case 128, 2304 -> " (colour)";
            case 1536 -> " (float128)";
            default -> "";
        };
    }
}
