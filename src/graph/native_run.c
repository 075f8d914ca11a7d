/* Running native runs. Knows of no Lua. */
#include <string.h>

#include "graph/micro.h"
#include "graph/native_form.h"
#include "op/blocks.h"

static bool writes(const ln_native *native, ln_operand o)
{
    for (int s = 0; s < native->stream_count; s++)
        if (native->streams[s].operand == o && native->streams[s].written)
            return true;
    return false;
}

/* Where the lanes of a run's k-th sum are. */
static double *lanes_of(const ln_native *native, int k, void *const *at)
{
    return (double *)at[LN_SUM_LANES] + native->sums[k].hand * LN_LANES;
}

/* Elements [done, done + n), n at most LN_RUN_CHUNK, by the loops of the instructions. What these make is kept apart until all of them have read. */
static void interpret(const ln_native *native, int64_t done, int64_t n, void *const *at)
{
    _Alignas(64) char room[LN_RUN_MOST][LN_RUN_CHUNK * 4];
    const char *now[LN_OPERANDS];
    memset(now, 0, sizeof now);
    for (int k = 0; k < native->count; k++) {
        const ln_instruction *i = &native->list[k];
        const void *in[LN_MAX_OPERANDS] = { NULL };
        for (int q = 0; q < ln_micros_operands(i); q++)
            in[q] = now[i->in[q]] != NULL ? now[i->in[q]] : (const char *)at[i->in[q]] + done * i->step[q];
        if (i->action == LN_ACT_CONVERT)
            i->as.convert(n, room[k], in[0], i->step[0]);
        else
            i->as.loop(n, room[k], in, i->step);
        now[i->out] = room[k];
    }
    for (int k = 0; k < native->sum_count; k++) {
        const ln_operand o = native->sums[k].operand;
        const char *from = now[o] != NULL ? now[o] : (const char *)at[o] + done * (int64_t)sizeof(float);
        double *lanes = lanes_of(native, k, at);
        for (int64_t j = 0; j < n; j++)
            lanes[(done + j) % LN_LANES] += (double)((const float *)(const void *)from)[j];
    }
    for (int k = 0; k < native->count; k++) {
        const ln_instruction *i = &native->list[k];
        if (now[i->out] == room[k] && writes(native, i->out))
            memcpy((char *)at[i->out] + done * i->item, room[k], (size_t)(n * i->item));
    }
}

/* Halves of lanes have changed places where a guard stopped between them. */
static void put_lanes_right(double *lanes)
{
    double other[LN_LANES / 2];
    memcpy(other, lanes, sizeof other);
    memcpy(lanes, lanes + LN_LANES / 2, sizeof other);
    memcpy(lanes + LN_LANES / 2, other, sizeof other);
}

/* The last `n` elements, fewer than a vector; `done` were before them. What ran before a guard stopped is kept: it may stand over what it was made of. */
static void run_rest(const ln_native *native, int64_t done, int64_t n, void *const *at)
{
    _Alignas(64) char room[LN_RUN_STREAMS][LN_LANES * 4];
    double lanes[LN_FILLED_MOST][LN_LANES];
    void *moved[LN_RUN_STREAMS];
    for (int s = 0; s < native->stream_count; s++) {
        const ln_stream *t = &native->streams[s];
        moved[s] = (char *)at[t->operand] + done * t->item;
        if (t->item == 0 || t->inside)
            continue;
        if (!t->written && !t->later)
            memcpy(room[s], moved[s], (size_t)(n * t->item));
        moved[s] = room[s];
    }
    for (int k = 0; k < native->sum_count; k++)
        memcpy(lanes[native->sums[k].hand], lanes_of(native, k, at), sizeof *lanes);
    if (native->sum_count > 0)
        moved[0] = lanes;
    const int64_t ran = native->run(native->lanes, moved, 0), kept = ran < n ? ran : n;
    for (int s = 0; s < native->stream_count; s++) {
        const ln_stream *t = &native->streams[s];
        if (t->written && !t->inside)
            memcpy((char *)at[t->operand] + done * t->item, room[s], (size_t)(kept * t->item));
    }
    for (int k = 0; k < native->sum_count; k++) {
        double *sum = lanes[native->sums[k].hand];
        if (ran % LN_LANES != 0)
            put_lanes_right(sum);
        memcpy(lanes_of(native, k, at), sum, (size_t)kept * sizeof *sum);
    }
    if (kept < n)
        interpret(native, done + kept, n - kept, at);
}

void ln_native_run(const ln_native *native, int64_t n, void *const *at)
{
    const int64_t whole = n / native->lanes * native->lanes;
    int64_t done = 0;
    while (done < whole || (done == 0 && native->tailed)) {
        void *moved[LN_RUN_STREAMS];
        for (int s = 0; s < native->stream_count; s++)
            moved[s] = (char *)at[native->streams[s].operand] + done * native->streams[s].item;
        const int64_t now = native->run(whole - done, moved, (UINT32_C(1) << (n - whole)) - 1);
        done += now;
        if (done == whole)
            break;
        for (int k = 0; k < native->sum_count && now % LN_LANES != 0; k++)
            put_lanes_right(lanes_of(native, k, at));
        const int64_t chunk = LN_RUN_CHUNK - done % LN_LANES, left = whole - done;
        interpret(native, done, chunk < left ? chunk : left, at);
        done += chunk < left ? chunk : left;
    }
    if (n > whole && !native->tailed)
        run_rest(native, whole, n - whole, at);
}
