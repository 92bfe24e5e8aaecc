/* Where the sentences of texts stand. */

#include "words.h"

/* Cut texts into sentences.
 *
 * bytes, offsets: the texts, one after the other, in UTF-8; text i begins at offsets[i].
 * words: room for half the bytes of the longest text, and one.
 * spans: shape (sentences, 2), the first character of each and the one after its last, none for a
 * text that is one sentence; room for half the bytes of all texts, and one a text.
 * end: shape (texts,), where each text's sentences end.
 */
EXPORT void sentences(const uint8_t *bytes, const int64_t *offsets, int64_t texts, uint64_t *words,
                      int64_t *spans, int64_t *end)
{
    int64_t size = 0;
    for (int64_t text = 0; text < texts; text++) {
        struct scan scan = scan_of(bytes + offsets[text], bytes + offsets[text + 1], words);
        int64_t before = size;
        for (int more = 1; more;) {
            struct part part;
            more = next_part(&scan, &part);
            if (part.solid) {
                spans[2 * size] = part.start;
                spans[2 * size++ + 1] = part.end;
            }
        }
        if (size == before + 1)
            size = before;
        end[text] = size;
    }
}
