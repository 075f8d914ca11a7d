/* ln_parallel: every item once, for any count, grain and number of threads; nested; from several contexts at once; in a forked child;
 * cancelled; on the host's own threads. Then what a call costs. Run by spec/matmul_spec.lua; prints "ok" or what is wrong. */
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "base/memory.h"
#include "base/parallel.h"

enum { ITEMS = 5000 };

typedef struct tally {
    atomic_int visits[ITEMS];
    int64_t count, grain;
    atomic_bool wrong;
    ln_context *nested;
    ln_context *cancelled;
} tally;

static void visit(void *data, int64_t begin, int64_t end)
{
    tally *t = data;
    if (begin % t->grain != 0 || (end - begin != t->grain && end != t->count))
        t->wrong = true;
    for (int64_t i = begin; i < end; i++)
        atomic_fetch_add(&t->visits[i], 1);
    if (t->cancelled != NULL && begin >= t->count / 2)
        t->cancelled->cancel = 1;
}

static bool once_each(ln_context *ctx, int64_t count, int64_t grain)
{
    static _Thread_local tally t;
    memset(&t, 0, sizeof t);
    t.count = count;
    t.grain = grain;
    if (ln_parallel(ctx, count, grain, visit, &t) != LN_OK || t.wrong)
        return false;
    for (int64_t i = 0; i < ITEMS; i++)
        if (t.visits[i] != (i < count))
            return false;
    return true;
}

static bool many(ln_context *ctx, int rounds)
{
    unsigned state = 1;
    for (int i = 0; i < rounds; i++) {
        state = state * 1664525u + 1013904223u;
        if (!once_each(ctx, state >> 8 & 0xfff, 1 + (state >> 20) % (i % 2 == 0 ? 10 : 1000)))
            return false;
        if (i % 50 == 0)
            usleep(200); /* long enough for the workers to fall asleep */
    }
    return true;
}

static void nest(void *data, int64_t begin, int64_t end)
{
    tally *t = data;
    for (int64_t i = begin; i < end; i++)
        if (!once_each(t->nested, 100, 7))
            t->wrong = true;
}

static void *many_of_its_own(void *argument)
{
    ln_context ctx;
    ln_context_init(&ctx, argument);
    ctx.threads = 3;
    bool fine = many(&ctx, 300);
    ln_context_free(&ctx);
    return fine ? argument : NULL;
}

static bool in_child(ln_context *ctx)
{
#ifdef __SANITIZE_THREAD__ /* which can't follow threads that a forked child starts */
    return ctx != NULL;
#endif
    pid_t child = fork();
    if (child == 0) {
        bool fine = many(ctx, 100);
        ln_context_free(ctx);
        _exit(fine ? 0 : 1);
    }
    int status = 1;
    return child > 0 && waitpid(child, &status, 0) == child && WIFEXITED(status) && WEXITSTATUS(status) == 0;
}

typedef struct call {
    void (*work)(void *);
    void *job;
} call;

static void *run_call(void *argument)
{
    call *c = argument;
    c->work(c->job);
    return NULL;
}

static void on_host_threads(void *user, int threads, void (*work)(void *job), void *job)
{
    pthread_t made[8];
    call c = { work, job };
    int count = 0;
    while (count < threads - 1 && count < 8 && pthread_create(&made[count], NULL, run_call, &c) == 0)
        count++;
    work(job);
    for (int i = 0; i < count; i++)
        pthread_join(made[i], NULL);
    ++*(int *)user;
}

static double seconds(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec + (double)t.tv_nsec * 1e-9;
}

static void nothing(void *data, int64_t begin, int64_t end)
{
    (void)data, (void)begin, (void)end;
}

/* Median microseconds of a call with one chunk per thread, `pause` microseconds after the last one. */
static double cost(ln_context *ctx, int64_t count, unsigned pause)
{
    enum { ROUNDS = 201 };
    double times[ROUNDS];
    for (int i = 0; i < ROUNDS; i++) {
        if (pause > 0)
            usleep(pause);
        double start = seconds();
        ln_parallel(ctx, count, 1, nothing, NULL);
        double took = (seconds() - start) * 1e6;
        int at = i;
        for (; at > 0 && times[at - 1] > took; at--)
            times[at] = times[at - 1];
        times[at] = took;
    }
    return times[ROUNDS / 2];
}

#define CHECK(what)                                                                                                              \
    do {                                                                                                                         \
        if (!(what)) {                                                                                                           \
            printf("wrong: %s\n", #what);                                                                                        \
            return EXIT_FAILURE;                                                                                                 \
        }                                                                                                                        \
    } while (0)

int main(void)
{
    static tally t;
    ln_memory *memory = ln_memory_create(NULL, NULL);
    ln_context ctx;
    ln_context_init(&ctx, memory);
    ctx.threads = 4;
    CHECK(many(&ctx, 2000));
    CHECK(ln_parallel_width(&ctx) <= 4);
    t.nested = &ctx;
    CHECK(ln_parallel(&ctx, 40, 1, nest, &t) == LN_OK && !t.wrong);
    CHECK(in_child(&ctx));
    CHECK(many(&ctx, 100));
    pthread_t others[2];
    for (int i = 0; i < 2; i++)
        CHECK(pthread_create(&others[i], NULL, many_of_its_own, memory) == 0);
    CHECK(many(&ctx, 300));
    for (int i = 0; i < 2; i++) {
        void *fine = NULL;
        pthread_join(others[i], &fine);
        CHECK(fine != NULL);
    }
    t = (tally){ .count = ITEMS, .grain = 1, .cancelled = &ctx };
    CHECK(ln_parallel(&ctx, ITEMS, 1, visit, &t) == LN_ERROR_CANCELLED && t.visits[ITEMS - 1] == 0);
    ctx.cancel = 0;
    CHECK(many(&ctx, 10));
    int calls = 0;
    ctx.host_parallel = on_host_threads;
    ctx.host_parallel_user = &calls;
    CHECK(many(&ctx, 50) && calls > 0);
    ctx.host_parallel = NULL;
    ln_context_free(&ctx);
    CHECK(ln_memory_live(memory) == 0);
    ln_context_init(&ctx, memory);
    double one = cost(&ctx, 1, 0);
    printf("ok; a call costs %.2f us with one chunk, %.2f us shared in close succession, %.2f us when the threads sleep\n", one,
           cost(&ctx, 2, 0), cost(&ctx, 2, 1000));
    ln_context_free(&ctx);
    ln_memory_release(memory);
    return EXIT_SUCCESS;
}
