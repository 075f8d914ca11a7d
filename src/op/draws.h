/* Random numbers in blocks, chosen for the running CPU: Philox4x32-10, a counter-based generator (Salmon et al., "Parallel random numbers: as easy as 1, 2, 3",
 * 2011). Knows of no tensors.
 *
 * The numbers of a block depend on the key, the block's index and the attempt alone: units are the same bits for every instruction set, normal numbers as far as
 * functions.h says. A counter gives four words of 32 bits. A narrow block is of 16 counters: number 16 w + k is word w of counter k; a wide one is of 32, of
 * which each half of 16 gives the numbers of words 0 and 1, and behind them those of words 2 and 3. */
#ifndef LN_OP_DRAWS_H
#define LN_OP_DRAWS_H

#include <stdbool.h>
#include <stdint.h>

enum { LN_DRAW_BLOCK = 64 };

typedef struct ln_draw {
    uint32_t key[2];
    bool wide;        /* units of 53 bits instead of 32 */
    uint32_t attempt; /* another stream: for those that can't stay */
    uint64_t block;
} ln_draw;

typedef struct ln_draws {
    /* LN_DRAW_BLOCK numbers: low + span u for u in [0, 1). Gives whether any is above `edge`. */
    bool (*uniform)(const ln_draw *draw, double low, double span, double edge, double *out);
    /* LN_DRAW_BLOCK normal numbers, by the method of Box and Muller: two of them from two units, a radius and an angle. Gives whether any is beyond `edge`. */
    bool (*normal)(const ln_draw *draw, double edge, double *out);
    /* The words of a narrow block. */
    void (*words)(const ln_draw *draw, uint32_t out[LN_DRAW_BLOCK]);
} ln_draws;

/* Those of the running CPU. */
const ln_draws *ln_draws_here(void);

#endif
