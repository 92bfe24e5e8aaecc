/* Where the records of a delimited file end: those of Python's csv.reader(strict=True). */

#include "kernel.h"

#if defined(_WIN32)
/* Windows calls this when it loads a library; there is nothing to be done. */
int DllMainCRTStartup(void *library, uint32_t reason, void *reserved)
{
    (void)library, (void)reason, (void)reserved;
    return 1;
}
#endif

enum state { FIELD_START, PLAIN, QUOTED, QUOTE_WITHIN };

/* Find the last complete record of a buffer that begins with a record.
 *
 * data, size: the buffer; delimiter: the byte between fields.
 * found: three numbers, set to the offset after the last complete record, to how many records end
 * up to there (an empty line is one, as for csv.reader), and how many lines.
 * ends: room for the offset after each of these records; or null.
 *
 * A carriage return at the very end ends nothing: its line feed may come with the next buffer.
 */
EXPORT void row_ends(const uint8_t *data, int64_t size, uint8_t delimiter, int64_t *found, int64_t *ends)
{
    enum state state = FIELD_START;
    int64_t end = 0, records = 0, lines = 0, ended = 0, at = 0;
    uint8_t stops[256] = {0};
    stops['\n'] = stops['\r'] = stops[delimiter] = 1;
    while (at < size) {
        uint8_t sign = data[at++];
        if (state == PLAIN) {
            while (!stops[sign] && at < size)
                sign = data[at++];
        } else if (state == QUOTED) {
            while (sign != '"' && sign != '\n' && sign != '\r' && at < size)
                sign = data[at++];
        }
        if (sign == '\n' || sign == '\r') {
            if (sign == '\r') {
                if (at == size)
                    break;
                at += data[at] == '\n';
            }
            lines++;
            if (state != QUOTED) {
                state = FIELD_START;
                end = at;
                if (ends)
                    ends[records] = end;
                records++;
                ended = lines;
            }
        } else if (sign == '"' && state != PLAIN) {
            state = state == QUOTED ? QUOTE_WITHIN : QUOTED;
        } else if (state != QUOTED) {
            state = sign == delimiter ? FIELD_START : PLAIN;
        }
    }
    found[0] = end;
    found[1] = records;
    found[2] = ended;
}
