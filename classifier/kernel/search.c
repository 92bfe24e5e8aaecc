/* Which search words stand in texts, as plain parts of their lower case. */

#include "kernel.h"

/* Say whether a word of `size` lower-case ASCII letters stands at the beginning of some bytes.
 *
 * Beyond ASCII two characters have an ASCII letter in their lower case: the sign of the kelvin has
 * a k, and the dotted capital I an i with a dot that no word goes on with.
 */
static int stands(const uint8_t *at, const uint8_t *end, const uint8_t *word, int64_t size)
{
    for (int64_t letter = 0; letter < size; letter++) {
        uint8_t low = at == end ? 0 : *at >= 'A' && *at <= 'Z' ? *at + 32 : *at;
        if (at < end && low == word[letter])
            at++;
        else if (word[letter] == 'k' && end - at > 2 && at[0] == 0xE2 && at[1] == 0x84 &&
                 at[2] == 0xAA)
            at += 3;
        else if (word[letter] == 'i' && letter == size - 1 && end - at > 1 && at[0] == 0xC4 &&
                 at[1] == 0xB0)
            at += 2;
        else
            return 0;
    }
    return 1;
}

/* Find search words.
 *
 * bytes, offsets: the texts, one after the other, in UTF-8; text i begins at offsets[i].
 * words, starts: the search words, none of them empty, in lower-case ASCII; word n begins at
 * starts[n], and the last ends at the last of these.
 * begins, nexts: shape (256,) each, bit n says whether word n may begin with that byte, and whether
 * that may be the second byte, or come after a word that has one byte.
 * found: shape (texts,), bit n says whether word n stands in the text.
 */
EXPORT void find_words(const uint8_t *bytes, const int64_t *offsets, int64_t texts,
                       const uint8_t *words, const int64_t *starts, const uint64_t *begins,
                       const uint64_t *nexts, uint64_t *found)
{
    for (int64_t text = 0; text < texts; text++) {
        const uint8_t *end = bytes + offsets[text + 1];
        found[text] = 0;
        for (const uint8_t *at = bytes + offsets[text]; at < end; at++) {
            uint64_t may = begins[at[0]] & (at + 1 < end ? nexts[at[1]] : ~0ull) & ~found[text];
            for (; may; may &= may - 1) {
                int word = __builtin_ctzll(may);
                if (stands(at, end, words + starts[word], starts[word + 1] - starts[word]))
                    found[text] |= 1ull << word;
            }
        }
    }
}
