/* The words of a text as hashes, sentence by sentence. */

#ifndef WORDS_H
#define WORDS_H

#include "text.h"

/* A text that is being read: what is left, how many characters were, and the words so far.
 *
 * words has room for half the text's bytes, and one: a word has a byte, and one between it and the
 * next; the one letter that is a word's end by itself has two.
 */
struct scan {
    struct text left;
    int64_t place;
    uint64_t *words;
    int64_t count;
};

/* A sentence: its first character and the one after its last, its first word, and whether there is
 * anything in it but blanks. */
struct part {
    int64_t start, end, first;
    int solid;
};

static inline struct scan scan_of(const uint8_t *at, const uint8_t *end, uint64_t *words)
{
    return (struct scan){{at, end}, 0, words, 0};
}

/* Hash the word that begins here: a polynomial over its characters, mixed. */
static inline void read_word(struct scan *scan)
{
    struct text text = scan->left;
    uint64_t hash = 0, power = 1;
    int64_t place = scan->place;
    while (text.at < text.end) {
        uint32_t code = *text.at < 0x80 ? letters_plain[*text.at] : NO_SIGN;
        int size = 1, last = 0;
        if (code == NO_SIGN) {
            struct sign sign = next_sign(text);
            if (sign.kind < DOTTED_I)
                break;
            code = folded(sign);
            size = sign.size;
            last = sign.kind == DOTTED_I;
        } else if (!code)
            break;
        hash += ((uint64_t)code + 1) * power;
        power *= BASE;
        text.at += size;
        place++;
        if (last)
            break;
    }
    scan->words[scan->count++] = mixed(hash);
    scan->place = place;
    scan->left = text;
}

/* Pass over blanks; say whether there is a line feed among them. */
static inline int read_blanks(struct scan *scan)
{
    int feed = 0;
    while (scan->left.at < scan->left.end) {
        struct sign sign = next_sign(scan->left);
        if (sign.kind != SPACE)
            break;
        feed |= sign.code == '\n';
        scan->left.at += sign.size;
        scan->place++;
    }
    return feed;
}

/* Read up to the end of a sentence; say whether it was one, or else the end of the text.
 *
 * A sentence ends at blanks with a line feed among them, or after a stop, whereupon quotes and
 * brackets may be closed before the blanks; neither these nor the blanks belong to it.
 */
static inline int next_part(struct scan *scan, struct part *part)
{
    int64_t stop = -1; /* the character after a stop, if all since then was closers */
    *part = (struct part){scan->place, scan->place, scan->count, 0};
    while (scan->left.at < scan->left.end) {
        struct sign sign = next_sign(scan->left);
        if (sign.kind >= DOTTED_I) {
            read_word(scan);
            part->solid = 1;
            stop = -1;
        } else if (sign.kind == SPACE) {
            part->end = stop < 0 ? scan->place : stop;
            if (read_blanks(scan) || stop >= 0)
                return 1;
        } else {
            scan->left.at += sign.size;
            scan->place++;
            part->solid = 1;
            stop = sign.kind == STOP ? scan->place : sign.kind == CLOSER ? stop : -1;
        }
    }
    part->end = scan->place;
    return 0;
}

/* Hash a run of words that is one word longer. */
static inline uint64_t longer_run(uint64_t run, uint64_t word)
{
    return mixed(run * NEXT_WORD + word);
}

#endif
