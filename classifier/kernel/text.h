/* Reading a text character by character: what it is made of, folded as it is hashed. */

#ifndef TEXT_H
#define TEXT_H

#include "kernel.h"

#define BASE 0x9E3779B97F4A7C15u
#define NEXT_WORD 0xD6E8FEB86659FD93u
#define MIX 0xBF58476D1CE4E5B9u
#define NO_SIGN 0xFFFFFFFFu

/* What a character may be; from LETTER on, a letter, whose lower case is letters_shift[kind - LETTER]
 * from it. letters_plain gives what an ASCII character is folded to, 0 if it is part of no word. */
enum kind { OTHER, SPACE, STOP, CLOSER, DOTTED_I, DIGIT, LETTER };
extern const uint32_t letters_end;
extern const uint8_t letters_plain[128], letters_block[], letters_kind[][128];
extern const int32_t letters_shift[];

/* What is left to be read of a text. */
struct text {
    const uint8_t *at, *end;
};

struct sign {
    uint32_t code;
    int size;
    uint8_t kind;
};

/* Spread differences over all bits: the finaliser of SplitMix64 (Steele et al. 2014), cut. */
static inline uint64_t mixed(uint64_t value)
{
    value = (value ^ (value >> 30)) * MIX;
    return value ^ (value >> 31);
}

static inline uint8_t kind_of(uint32_t code)
{
    return code < letters_end ? letters_kind[letters_block[code / 128]][code % 128] : OTHER;
}

/* Look at the next character of UTF-8, which is there. A byte that begins none is one by itself. */
static inline struct sign next_sign(struct text text)
{
    const uint8_t *at = text.at;
    struct sign sign = {at[0], 1, OTHER};
    int size = at[0] < 0x80 ? 1 : at[0] < 0xE0 ? 2 : at[0] < 0xF0 ? 3 : 4;
    if (size == 1) {
        sign.kind = kind_of(at[0]);
        return sign;
    }
    if (at[0] < 0xC2 || at[0] > 0xF4 || text.end - at < size)
        return sign;
    uint32_t code = at[0] & (0x7F >> size);
    for (int part = 1; part < size; part++) {
        if ((at[part] & 0xC0) != 0x80)
            return sign;
        code = code << 6 | (at[part] & 0x3F);
    }
    return (struct sign){code, size, kind_of(code)};
}

/* Fold a character of a word: lower case, every digit a 0. */
static inline uint32_t folded(struct sign sign)
{
    if (sign.kind == DOTTED_I)
        return 'i';
    if (sign.kind == DIGIT)
        return '0';
    return sign.code + (uint32_t)letters_shift[sign.kind - LETTER];
}

#endif
