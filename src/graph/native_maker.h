/* What makes native runs, shared by their values (native.c) and their encoding (native_encode.c). Knows of no Lua. */
#ifndef LN_GRAPH_NATIVE_MAKER_H
#define LN_GRAPH_NATIVE_MAKER_H

#include "graph/micro.h"
#include "graph/native_form.h"
#include "graph/x86.h"

enum {
    LN_RUN_POINTERS = 13,
    LN_LITERALS = 160, /* uses of literals in memory */
    LN_GUARDS = 64,
    LN_SUM_VECTORS = 4 /* of doubles, at most */
};

enum { LN_MADE, LN_LITERAL, LN_BROADCAST, LN_LOADED }; /* what a value is */

/* What the maker knows of a value besides ln_micros. */
typedef struct ln_value_place {
    uint8_t kind;
    ln_operand operand;
    int8_t reg;     /* -1: none now */
    bool seen;      /* it was loaded in this step of the loop */
    uint8_t copy;   /* which of the vectors that one step of the loop takes */
    int16_t last;   /* the last of the micro-operations that reads it, -1 when none does, LN_MICROS for what is kept */
    int16_t stream; /* where it is loaded from or stored to, -1: nowhere */
} ln_value_place;

typedef struct ln_maker {
    const ln_program *program;
    int first, end; /* the run */
    ln_micros micros;
    ln_value_place places[LN_MICRO_VALUES];
    int16_t current[LN_OPERANDS]; /* the value that an operand holds, or -1 */
    int16_t made[LN_RUN_MOST];    /* the value of each instruction */
    ln_stream streams[LN_RUN_STREAMS];
    int8_t pointer[LN_RUN_STREAMS]; /* the register that holds it */
    int stream_count, moving_count;
    bool taken[LN_FILLED_MOST]; /* the hands that runs of the program sum */
    int sum_count, sums_most;
    struct {
        ln_run_sum what;
        int8_t lanes[LN_SUM_VECTORS]; /* their registers */
    } sums[LN_FILLED_MOST];
    uint32_t free_vectors, free_masks;
    bool waits; /* a chain of micro-operations is so long that the CPU waits for it */
    int copies; /* vectors that a step of the main loop takes */
    bool literals_in_memory;
    bool tail; /* what is encoded now is for the rest, under a mask */
    struct {
        size_t at; /* of the displacement, in the code */
        int after; /* bytes of the instruction behind it */
        uint32_t bits;
    } uses[LN_LITERALS];
    int use_count;
    int now;                  /* the micro-operation that is encoded */
    size_t guards[LN_GUARDS]; /* their jumps */
    int guard_count;
    bool stored, summed; /* by what is encoded so far of one step of the loop */
    ln_x86 code;
} ln_maker;

/* Whether a stream keeps its pointer in a register. */
static inline bool ln_keeps_pointer(const ln_stream *t)
{
    return t->item > 0 || t->operand == LN_SUM_LANES;
}

/* The function of a run, from the code's present end on; false, with the end where it was, when registers run out. */
bool ln_native_encode(ln_maker *m);

#endif
