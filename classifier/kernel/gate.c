/* The gate: what a linear model on words and runs of words says of texts and their sentences. */

#include "words.h"

/* A feature, and how often it stands in a window; 0 where the slot is free. */
struct slot {
    uint32_t feature, count;
};

/* What a linear model goes by, and room to count in.
 *
 * learned: idf and weight of each of 2**bits features; one_plus_log: 1 + log n at n.
 */
struct model {
    const float *learned;
    const double *one_plus_log;
    double intercept;
    int64_t longest;
    int bits;
    struct slot *slots;
    uint32_t *taken;
};

/* Count the features of words in the slots, and list the slots taken; give how many.
 *
 * Few slots are used for few words, so that they stay near the processor, but twice as many at the
 * least as there may be features, or as many as there are at all: then each has its own.
 */
static int64_t count(const struct model *model, const uint64_t *words, int64_t size)
{
    int64_t all = (1ll << model->bits) - 1, mask = all < 255 ? all : 255, taken = 0;
    while (mask < 2 * model->longest * size && mask < all)
        mask = 2 * mask + 1;
    for (int64_t from = 0; from < size; from++) {
        uint64_t run = words[from];
        for (int64_t more = 1;; more++) {
            uint32_t feature = (uint32_t)(run >> (64 - model->bits)), at = feature & mask;
            while (model->slots[at].count && model->slots[at].feature != feature)
                at = (at + 1) & mask;
            if (!model->slots[at].count++) {
                model->slots[at].feature = feature;
                __builtin_prefetch(model->learned + 2 * (int64_t)feature);
                model->taken[taken++] = at;
            }
            if (more == model->longest || from + more == size)
                break;
            run = longer_run(run, words[from + more]);
        }
    }
    return taken;
}

/* Give the log odds of a window, and leave every slot free.
 *
 * Each feature is worth (1 + log count) * idf, and the window is brought to length 1.
 */
static double log_odds(const struct model *model, const uint64_t *words, int64_t size)
{
    int64_t taken = count(model, words, size);
    double total = 0, square = 0;
    for (int64_t at = 0; at < taken; at++) {
        struct slot *slot = &model->slots[model->taken[at]];
        const float *learned = model->learned + 2 * (int64_t)slot->feature;
        double value = model->one_plus_log[slot->count] * (double)learned[0];
        square += value * value;
        total += value * (double)learned[1];
        slot->count = 0;
    }
    return (square > 0 ? total / __builtin_sqrt(square) : 0) + model->intercept;
}

/* Say what a model says of texts, and of which sentence it says most.
 *
 * bytes, offsets: the texts, one after the other, in UTF-8; text i begins at offsets[i].
 * cut: whether texts are cut into sentences, too.
 * learned, intercept, longest, bits: the model, of runs of up to `longest` words, bits 1 to 31.
 * one_plus_log: up to longest times as many as there may be words in a text.
 * words: room for half the bytes of the longest text, and one; taken: longest times that.
 * slots: room for 2**bits, all 0; they are left so.
 * highest: shape (texts,), the log odds of the text or of that sentence of it which has most.
 * spans: shape (texts, 2), the first character of that sentence, the first of equals, and the one
 * after its last; of the text where that is one sentence.
 */
EXPORT void gate(const uint8_t *bytes, const int64_t *offsets, int64_t texts, int64_t cut,
                 const float *learned, const double *one_plus_log, double intercept,
                 int64_t longest, int64_t bits, uint64_t *words, uint32_t *taken,
                 struct slot *slots, double *highest, int64_t *spans)
{
    struct model model = {learned, one_plus_log, intercept, longest, (int)bits, slots, taken};
    for (int64_t text = 0; text < texts; text++) {
        struct scan scan = scan_of(bytes + offsets[text], bytes + offsets[text + 1], words);
        struct part part, best = {0, 0, 0, 0};
        int64_t sentences = 0;
        double most = 0;
        for (int more = 1; more;) {
            more = next_part(&scan, &part);
            if (!cut || !part.solid || (!more && !sentences))
                continue;
            double said = log_odds(&model, words + part.first, scan.count - part.first);
            if (!sentences++ || said > most) {
                most = said;
                best = part;
            }
        }
        double whole = log_odds(&model, words, scan.count);
        highest[text] = sentences > 1 && most > whole ? most : whole;
        spans[2 * text] = sentences > 1 ? best.start : 0;
        spans[2 * text + 1] = sentences > 1 ? best.end : scan.place;
    }
}
