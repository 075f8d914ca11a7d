/* The form of a native run, shared by its maker (native.c) and its runner (native_run.c). Knows of no Lua. */
#ifndef LN_GRAPH_NATIVE_FORM_H
#define LN_GRAPH_NATIVE_FORM_H

#include "graph/native.h"

enum {
    LN_RUN_MOST = 48,    /* instructions */
    LN_RUN_STREAMS = 48, /* operands of a run */
    LN_RUN_CHUNK = 64    /* elements that are interpreted where a guard stopped; whole vectors and lanes */
};

typedef struct ln_stream {
    ln_operand operand;
    uint8_t item; /* bytes from one element to the next; 0: broadcast */
    bool written;
    bool inside;   /* a register of the program, which has room for whole vectors */
    bool later;    /* a result that the program writes behind the run, there for its lines to be fetched */
    int32_t ahead; /* bytes from an element to what is fetched early with it, 0: nothing */
} ln_stream;

/* A handed value that the run sums. */
typedef struct ln_run_sum {
    ln_operand operand;
    uint8_t hand; /* whose lanes it joins */
} ln_run_sum;

/* n: of whole vectors; tail: with AVX-512 a mask of the rest. How many elements it did: all, unless a guard stopped it. */
typedef int64_t ln_native_fn(int64_t n, void *const *at, uint32_t tail);

struct ln_native {
    ln_native_fn *run;
    size_t offset; /* of its code */
    int lanes, stream_count;
    bool tailed;        /* it does the rest itself */
    ln_stream *streams; /* the lanes of sums, if there are any, are the first */
    int sum_count;
    ln_run_sum sums[LN_FILLED_MOST];
    const ln_instruction *list; /* what it does, for elements that a guard stops */
    int count;
};

#endif
