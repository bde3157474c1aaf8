package io.mmdino.disk;

/** Hears how far long work has come. May be called from another thread than the work's. */
public interface Progress {

    /** Studies there are to do; called once, before the first {@link #done}. */
    void total(long studies);

    /** Studies done so far, never less than before. */
    void done(long studies);

    /** Hears nothing. */
    static Progress silent() {
        return new Progress() {
            @Override
            public void total(long studies) {}

            @Override
            public void done(long studies) {}
        };
    }
}
