/* Every function of the kernel on random bytes, with buffers of exactly the documented size.
 *
 *     gcc -g -O1 -fsanitize=address,undefined -fno-sanitize-recover=all -Iclassifier/kernel \
 *         tests/kernel/fuzz.c classifier/kernel/[a-z]*.c -lm -o fuzz && ./fuzz 100000
 */

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "kernel.h"

enum { TEXTS = 5, LONGEST = 3, SIZES = 3 };

struct slot;
void row_ends(const uint8_t *, int64_t, uint8_t, int64_t *, int64_t *);
void find_words(const uint8_t *, const int64_t *, int64_t, const uint8_t *, const int64_t *,
                const uint64_t *, const uint64_t *, uint64_t *);
void sentences(const uint8_t *, const int64_t *, int64_t, uint64_t *, int64_t *, int64_t *);
void count_words(const uint8_t *, const int64_t *, int64_t, int64_t, int64_t, uint64_t *,
                 uint64_t *, uint64_t *, int64_t *, double *, int64_t *);
void count_signs(const uint8_t *, const int64_t *, int64_t, uint64_t, int64_t, int64_t, uint32_t *,
                 uint64_t *, uint64_t *, int64_t *, double *, int64_t *);
void gate(const uint8_t *, const int64_t *, int64_t, int64_t, const float *, const double *, double,
          int64_t, int64_t, uint64_t *, uint32_t *, struct slot *, double *, int64_t *);

static void *room(int64_t size)
{
    void *made = calloc(1, size ? size : 1);
    if (!made)
        abort();
    return size ? made : realloc(made, 1);
}

/* Bytes of every kind: any, ASCII, what sentences end with, and characters cut short. */
static uint8_t some(void)
{
    static const char *likely = " .!?;\n\r\"')],aAkKiI0_\t";
    static const uint8_t high[] = {0xC4, 0xB0, 0xCE, 0xA3, 0xE2, 0x84, 0xAA, 0xED, 0xA0, 0xF0, 0x9F};
    switch (rand() % 4) {
    case 0:
        return (uint8_t)rand();
    case 1:
        return high[(size_t)rand() % sizeof high];
    default:
        return (uint8_t)likely[(size_t)rand() % strlen(likely)];
    }
}

static void once(void)
{
    int64_t offsets[TEXTS + 1] = {0}, longest = 0, found[3], end[TEXTS];
    for (int text = 0; text < TEXTS; text++) {
        int64_t size = rand() % (rand() % 8 ? 12 : 90);
        longest = size > longest ? size : longest;
        offsets[text + 1] = offsets[text] + size;
    }
    int64_t size = offsets[TEXTS], words = longest / 2 + 1, all = (size + 2 * TEXTS) / 2 + 1;
    uint8_t *bytes = room(size);
    for (int64_t at = 0; at < size; at++)
        bytes[at] = some();

    row_ends(bytes, size, ',', found, 0);
    if (found[0] < 0 || found[0] > size)
        abort();
    int64_t *ends = (int64_t *)room(found[1] * (int64_t)sizeof *ends);
    row_ends(bytes, size, ',', found, ends);
    if (found[1] && ends[found[1] - 1] != found[0])
        abort();

    const uint8_t needles[] = "ik.kai";
    int64_t starts[] = {0, 2, 3, 6};
    uint64_t begins[256] = {['i'] = 1, ['I'] = 1, ['.'] = 2, ['k'] = 4, ['K'] = 4};
    uint64_t nexts[256] = {['k'] = 1, ['K'] = 1, ['a'] = 4, ['A'] = 4, [0x84] = 4, [0xE2] = 1};
    begins[0xC4] = 1, begins[0xE2] = 4;
    for (int sign = 0; sign < 256; sign++)
        nexts[sign] |= 2;
    uint64_t flags[TEXTS];
    find_words(bytes, offsets, TEXTS, needles, starts, begins, nexts, flags);

    uint64_t *hashes = room(8 * words);
    int64_t *spans = room(16 * all);
    sentences(bytes, offsets, TEXTS, hashes, spans, end);

    uint64_t *keys = room(8 * LONGEST * words), *spare = room(8 * LONGEST * words);
    int64_t *feature = room(8 * LONGEST * all);
    double *count = room(8 * LONGEST * all);
    count_words(bytes, offsets, TEXTS, LONGEST, 47, hashes, keys, spare, feature, count, end);

    int64_t *sign_feature = room(8 * 2 * SIZES * all);
    double *sign_count = room(8 * 2 * SIZES * all);
    uint32_t *signs = room(4 * (longest + 2));
    uint64_t *one = room(8 * SIZES * (longest + 2)), *other = room(8 * SIZES * (longest + 2));
    count_signs(bytes, offsets, TEXTS, 7 << 3, 5, 46, signs, one, other, sign_feature, sign_count,
                end);

    int bits = 1 + rand() % 8;
    float *learned = room(8ll << bits);
    double *one_plus_log = room(8 * (LONGEST * words + 1)), highest[TEXTS];
    uint32_t *taken = room(4 * LONGEST * words);
    struct slot *slots = room(8ll << bits);
    int64_t places[2 * TEXTS];
    gate(bytes, offsets, TEXTS, rand() % 2, learned, one_plus_log, 0.5, LONGEST, bits, hashes, taken,
         slots, highest, places);
    for (int text = 0; text < TEXTS; text++)
        if (places[2 * text] < 0 || places[2 * text + 1] > offsets[text + 1] - offsets[text])
            abort();

    void *rooms[] = {bytes,        hashes,     spans, keys,  spare,   feature,      count, slots, ends,
                     sign_feature, sign_count, signs, one,   other,   learned,      taken, one_plus_log};
    for (size_t at = 0; at < sizeof rooms / sizeof *rooms; at++)
        free(rooms[at]);
}

int main(int arguments, char **argument)
{
    long rounds = arguments > 1 ? atol(argument[1]) : 1000;
    for (long round = 0; round < rounds; round++) {
        srand((unsigned)round);
        once();
    }
    printf("%ld rounds\n", rounds);
    return 0;
}
