package io.mmdino.archive.container;

import java.time.LocalDate;
import java.time.ZoneOffset;

/** MS-DOS dates as zips have them: two seconds fine, without a zone, and not seldom impossible (month 0). */
final class DosTime {

    private DosTime() {}

    /** @return ms since 1970, taken as UTC so that every machine says the same */
    static long millis(int date, int time) {
        LocalDate day = LocalDate.of(1980 + (date >>> 9), 1, 1)
                .plusMonths((date >>> 5 & 0xf) - 1L)
                .plusDays((date & 0x1f) - 1L);
        long seconds = (time >>> 11) * 3600L + (time >>> 5 & 0x3f) * 60L + (time & 0x1f) * 2L;
        return 1000 * (day.atStartOfDay().toEpochSecond(ZoneOffset.UTC) + seconds);
    }
}
