/* Counts of n-grams: for each text its features in order, and how often each stands in it. */

#include "words.h"

/* Where the entries of some texts are written: feature and count of each, and each text's last. */
struct entries {
    int64_t *feature;
    double *count;
    int64_t *end;
    int64_t size;
};

/* Sort by merging, from runs put in order by insertion. spare is as long as keys. */
static uint64_t *sorted(uint64_t *keys, uint64_t *spare, int64_t size)
{
    enum { RUN = 12 };
    for (int64_t from = 0; from < size; from += RUN)
        for (int64_t at = from + 1; at < size && at < from + RUN; at++) {
            uint64_t key = keys[at];
            int64_t to = at;
            for (; to > from && keys[to - 1] > key; to--)
                keys[to] = keys[to - 1];
            keys[to] = key;
        }
    for (int64_t run = RUN; run < size; run *= 2) {
        for (int64_t from = 0; from < size; from += 2 * run) {
            int64_t middle = from + run < size ? from + run : size;
            int64_t end = middle + run < size ? middle + run : size;
            int64_t one = from, other = middle;
            for (int64_t to = from; to < end; to++)
                spare[to] = other == end || (one < middle && keys[one] <= keys[other])
                                ? keys[one++]
                                : keys[other++];
        }
        uint64_t *merged = spare;
        spare = keys;
        keys = merged;
    }
    return keys;
}

/* Write the entries of one text, whose features are given as often as they stand in it. */
static void write_entries(struct entries *out, const uint64_t *feature, int64_t size)
{
    for (int64_t at = 0, next; at < size; at = next) {
        for (next = at + 1; next < size && feature[next] == feature[at]; next++)
            ;
        out->feature[out->size] = (int64_t)feature[at];
        out->count[out->size++] = (double)(next - at);
    }
    *out->end++ = out->size;
}

/* Count words and runs of up to `longest` words.
 *
 * bytes, offsets: the texts, one after the other, in UTF-8; text i begins at offsets[i].
 * shift: how many bits of a hash are dropped, 1 to 63.
 * words: room for half the bytes of the longest text, and one; keys, spare: longest times that.
 * feature, count: room for longest times half the bytes of all texts, and one a text.
 * end: shape (texts,), where each text's entries end.
 */
EXPORT void count_words(const uint8_t *bytes, const int64_t *offsets, int64_t texts,
                        int64_t longest, int64_t shift, uint64_t *words, uint64_t *keys,
                        uint64_t *spare, int64_t *feature, double *count, int64_t *end)
{
    struct entries out = {feature, count, end, 0};
    for (int64_t text = 0; text < texts; text++) {
        struct scan scan = scan_of(bytes + offsets[text], bytes + offsets[text + 1], words);
        struct part part;
        while (next_part(&scan, &part))
            ;
        int64_t size = 0;
        for (int64_t from = 0; from < scan.count; from++) {
            uint64_t run = words[from];
            keys[size++] = run >> shift;
            for (int64_t more = 1; more < longest && from + more < scan.count; more++) {
                run = longer_run(run, words[from + more]);
                keys[size++] = run >> shift;
            }
        }
        write_entries(&out, sorted(keys, spare, size), size);
    }
}

/* Fold a text into signs: a blank, then its words with one blank after each; give how many.
 *
 * signs: room for the bytes of the text, and two.
 */
static int64_t fold(struct text text, uint32_t *signs)
{
    int64_t size = 0;
    signs[size++] = ' ';
    while (text.at < text.end) {
        struct sign sign = next_sign(text);
        text.at += sign.size;
        if (sign.kind >= DOTTED_I)
            signs[size++] = folded(sign);
        if ((sign.kind <= DOTTED_I) && signs[size - 1] != ' ')
            signs[size++] = ' ';
    }
    if (signs[size - 1] != ' ')
        signs[size++] = ' ';
    return size;
}

/* Count runs of characters within words, the blanks around them included.
 *
 * sizes: bit n says whether runs of n are counted, n from 3 to `largest`; signs: room for the bytes
 * of the longest text, and two; keys, spare: for each of these as many as there are sizes; feature,
 * count: for each byte of all texts, and two a text. The rest as for count_words.
 */
EXPORT void count_signs(const uint8_t *bytes, const int64_t *offsets, int64_t texts,
                        uint64_t sizes, int64_t largest, int64_t shift, uint32_t *signs,
                        uint64_t *keys, uint64_t *spare, int64_t *feature, double *count,
                        int64_t *end)
{
    struct entries out = {feature, count, end, 0};
    for (int64_t text = 0; text < texts; text++) {
        struct text whole = {bytes + offsets[text], bytes + offsets[text + 1]};
        int64_t length = fold(whole, signs), size = 0;
        for (int64_t from = 0; from < length; from++) {
            uint64_t hash = 0, power = 1;
            for (int64_t more = 0; more < largest && from + more < length; more++) {
                hash += ((uint64_t)signs[from + more] + 1) * power;
                power *= BASE;
                if (sizes >> (more + 1) & 1)
                    keys[size++] = mixed(hash) >> shift;
                if (more && signs[from + more] == ' ')
                    break;
            }
        }
        write_entries(&out, sorted(keys, spare, size), size);
    }
}
