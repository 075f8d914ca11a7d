/* ln_parallel: a pool of threads per context. Knows nothing of tensors.
 *
 * A job is published by setting OPEN in `state`, whose low bits count the workers inside; a worker enters by adding one while OPEN stands
 * and leaves by subtracting it. Each thread has a share of its own, neighbouring chunks that it claims one by one, and helps with the others'
 * when it is done: so a thread meets the same part of an array in job after job, and has it in its cache. When nothing is left the caller
 * clears OPEN and waits until the count is zero, after which no worker knows of the job. Whoever waits spins for 0.1 ms, so that jobs in close
 * succession cost no system call, then sleeps: waking a thread takes up to 50 us, on virtual machines above all. Invariant of sleeping: a
 * sleeper announces itself (`sleepers`, `caller_sleeps`) before it looks at `state` for the last time, whoever changes `state` looks for
 * sleepers afterwards, all in one total order; and both hold the mutex when they sleep and wake.
 *
 * A forked child has none of the threads: a pool remembers how many forks led to its process and is abandoned, not joined, in another
 * one. A nested call, and a call while another thread uses the pool, runs serially. */
#include "base/parallel.h"

#include <pthread.h>
#include <sched.h>
#include <signal.h>
#include <time.h>

#include "base/memory.h"

enum { MAX_THREADS = 64, PAUSES = 64, SPIN_NANOSECONDS = 100000 };
static const unsigned OPEN = 1u << 31;

/* Items [next, end) of a job that nobody has claimed. */
typedef struct share {
    _Alignas(64) atomic_int_fast64_t next;
    int64_t end;
} share;

typedef struct job {
    ln_task_fn task;
    void *data;
    int64_t grain;
    ln_context *ctx;
    atomic_int guests; /* threads of the host's that have come */
    int share_count;
    share shares[MAX_THREADS];
} job;

struct ln_pool {
    ln_memory *memory;
    unsigned forks; /* the process it belongs to */
    pthread_mutex_t mutex;
    pthread_cond_t wake, done;
    job *current; /* written while no worker is inside and OPEN is not set */
    atomic_uint state, generation;
    atomic_int sleepers, started;
    atomic_bool busy, caller_sleeps, stop;
    int count;
    pthread_t threads[MAX_THREADS];
};

static atomic_uint forks;

static void count_fork(void)
{
    atomic_fetch_add(&forks, 1);
}

static void watch_forks(void)
{
    pthread_atfork(NULL, NULL, count_fork);
}

static void pause_briefly(void)
{
#if defined __x86_64__ || defined __i386__
    __builtin_ia32_pause();
#elif defined __aarch64__
    __asm__ volatile("isb");
#endif
}

static int64_t now(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return t.tv_sec * INT64_C(1000000000) + t.tv_nsec;
}

/* The work of thread `who`: its own share, then what is left of the others'. */
static void work(job *j, int who)
{
    for (int k = 0; k < j->share_count; k++) {
        share *s = &j->shares[(who + k) % j->share_count];
        for (;;) {
            if (ln_must_stop(j->ctx))
                return;
            int64_t begin = atomic_fetch_add_explicit(&s->next, j->grain, memory_order_relaxed);
            if (begin >= s->end)
                break;
            j->task(j->data, begin, s->end - begin < j->grain ? s->end : begin + j->grain);
        }
    }
}

/* Workers ------------------------------------------------------------------------------------------------------------- */

/* A job that this worker has not seen is open, or the pool ends. */
static bool is_wanted(ln_pool *pool, unsigned seen)
{
    return atomic_load(&pool->stop) || ((atomic_load(&pool->state) & OPEN) != 0 && atomic_load(&pool->generation) != seen);
}

static void wait_for_job(ln_pool *pool, unsigned seen)
{
    for (int64_t end = now() + SPIN_NANOSECONDS; now() < end;)
        for (int i = 0; i < PAUSES; i++) {
            if (is_wanted(pool, seen))
                return;
            pause_briefly();
        }
    pthread_mutex_lock(&pool->mutex);
    atomic_fetch_add(&pool->sleepers, 1);
    while (!is_wanted(pool, seen))
        pthread_cond_wait(&pool->wake, &pool->mutex);
    atomic_fetch_sub(&pool->sleepers, 1);
    pthread_mutex_unlock(&pool->mutex);
}

static bool enter(ln_pool *pool)
{
    unsigned state = atomic_load(&pool->state);
    while ((state & OPEN) != 0)
        if (atomic_compare_exchange_weak(&pool->state, &state, state + 1))
            return true;
    return false;
}

static void leave(ln_pool *pool)
{
    if (atomic_fetch_sub(&pool->state, 1) != 1 || !atomic_load(&pool->caller_sleeps))
        return;
    pthread_mutex_lock(&pool->mutex);
    pthread_cond_signal(&pool->done);
    pthread_mutex_unlock(&pool->mutex);
}

static void *worker(void *argument)
{
    ln_pool *pool = argument;
    const int who = 1 + atomic_fetch_add(&pool->started, 1);
    unsigned seen = 0;
    for (;;) {
        wait_for_job(pool, seen);
        if (atomic_load(&pool->stop))
            return NULL;
        if (!enter(pool))
            continue;
        seen = atomic_load(&pool->generation);
        work(pool->current, who);
        leave(pool);
    }
}

/* The pool ------------------------------------------------------------------------------------------------------------ */

int ln_parallel_width(const ln_context *ctx)
{
    int wanted = ctx->threads;
    if (ctx->pool != NULL && ctx->pool->forks == atomic_load_explicit(&forks, memory_order_relaxed))
        return ctx->pool->count + 1;
    if (wanted <= 0) {
        cpu_set_t set;
        CPU_ZERO(&set);
        wanted = sched_getaffinity(0, sizeof set, &set) == 0 ? CPU_COUNT(&set) : 1;
    }
    return wanted > MAX_THREADS ? MAX_THREADS : wanted;
}

/* Starts threads that take no signals: those are the host's. */
static void start_threads(ln_pool *pool, int count)
{
    sigset_t all, old;
    sigfillset(&all);
    pthread_sigmask(SIG_SETMASK, &all, &old);
    while (pool->count < count && pthread_create(&pool->threads[pool->count], NULL, worker, pool) == 0)
        pool->count++;
    pthread_sigmask(SIG_SETMASK, &old, NULL);
}

static ln_pool *pool_of(ln_context *ctx)
{
    static pthread_once_t once = PTHREAD_ONCE_INIT;
    if (ctx->pool != NULL && ctx->pool->forks == atomic_load_explicit(&forks, memory_order_relaxed))
        return ctx->pool;
    pthread_once(&once, watch_forks);
    if (ctx->pool != NULL) { /* the parent's: its threads and locks are not here */
        ln_block_free(ctx->pool->memory, ctx->pool, sizeof *ctx->pool);
        ctx->pool = NULL;
    }
    int wanted = ln_parallel_width(ctx);
    if (wanted <= 1)
        return NULL;
    ln_pool *pool = ln_block_alloc(ctx->memory, sizeof *pool);
    if (pool == NULL)
        return NULL;
    *pool = (ln_pool){ .memory = ctx->memory, .forks = atomic_load(&forks) };
    pthread_mutex_init(&pool->mutex, NULL);
    pthread_cond_init(&pool->wake, NULL);
    pthread_cond_init(&pool->done, NULL);
    start_threads(pool, wanted - 1);
    ctx->pool = pool;
    return pool;
}

static void publish(ln_pool *pool, job *j, int64_t chunks)
{
    pool->current = j;
    atomic_fetch_add(&pool->generation, 1);
    atomic_store(&pool->state, OPEN);
    if (atomic_load(&pool->sleepers) == 0)
        return;
    pthread_mutex_lock(&pool->mutex);
    if (chunks > pool->count)
        pthread_cond_broadcast(&pool->wake);
    else
        for (int64_t i = 1; i < chunks; i++)
            pthread_cond_signal(&pool->wake);
    pthread_mutex_unlock(&pool->mutex);
}

/* Waits until no worker is inside the job. */
static void withdraw(ln_pool *pool)
{
    atomic_fetch_and(&pool->state, ~OPEN);
    for (int64_t end = now() + SPIN_NANOSECONDS; now() < end;)
        for (int i = 0; i < PAUSES; i++) {
            if (atomic_load(&pool->state) == 0)
                return;
            pause_briefly();
        }
    pthread_mutex_lock(&pool->mutex);
    atomic_store(&pool->caller_sleeps, true);
    while (atomic_load(&pool->state) != 0)
        pthread_cond_wait(&pool->done, &pool->mutex);
    atomic_store(&pool->caller_sleeps, false);
    pthread_mutex_unlock(&pool->mutex);
}

static void work_for_host(void *data)
{
    job *j = data;
    work(j, atomic_fetch_add(&j->guests, 1) % j->share_count);
}

static void share_out(job *j, int64_t count, int64_t chunks, int threads)
{
    j->share_count = (int)(chunks < threads ? chunks : threads);
    for (int k = 0; k < j->share_count; k++) {
        atomic_init(&j->shares[k].next, chunks * k / j->share_count * j->grain);
        int64_t end = chunks * (k + 1) / j->share_count * j->grain;
        j->shares[k].end = end < count ? end : count;
    }
}

/* All chunks on this thread. */
static ln_status work_alone(ln_context *ctx, int64_t count, int64_t grain, ln_task_fn task, void *data)
{
    for (int64_t begin = 0; begin < count && !ln_must_stop(ctx); begin += grain)
        task(data, begin, count - begin < grain ? count : begin + grain);
    return ln_check_cancel(ctx);
}

ln_status ln_parallel(ln_context *ctx, int64_t count, int64_t grain, ln_task_fn task, void *data)
{
    grain = grain > 0 ? grain : 1;
    if (count <= grain || ctx->threads == 1)
        return work_alone(ctx, count, grain, task, data);
    job j;
    j.task = task;
    j.data = data;
    j.grain = grain;
    j.ctx = ctx;
    atomic_init(&j.guests, 0);
    const int64_t chunks = count / grain + (count % grain > 0);
    if (ctx->host_parallel != NULL) {
        share_out(&j, count, chunks, ln_parallel_width(ctx));
        ctx->host_parallel(ctx->host_parallel_user, ln_parallel_width(ctx), work_for_host, &j);
        return ln_check_cancel(ctx);
    }
    ln_pool *pool = pool_of(ctx);
    if (pool == NULL || pool->count == 0 || atomic_exchange_explicit(&pool->busy, true, memory_order_acquire))
        return work_alone(ctx, count, grain, task, data);
    share_out(&j, count, chunks, pool->count + 1);
    publish(pool, &j, chunks);
    work(&j, 0);
    withdraw(pool);
    atomic_store_explicit(&pool->busy, false, memory_order_release);
    return ln_check_cancel(ctx);
}

void ln_pool_free(ln_context *ctx)
{
    ln_pool *pool = ctx->pool;
    ctx->pool = NULL;
    if (pool == NULL)
        return;
    if (pool->forks == atomic_load(&forks)) {
        pthread_mutex_lock(&pool->mutex);
        atomic_store(&pool->stop, true);
        pthread_cond_broadcast(&pool->wake);
        pthread_mutex_unlock(&pool->mutex);
        for (int i = 0; i < pool->count; i++)
            pthread_join(pool->threads[i], NULL);
        pthread_mutex_destroy(&pool->mutex);
        pthread_cond_destroy(&pool->wake);
        pthread_cond_destroy(&pool->done);
    }
    ln_block_free(pool->memory, pool, sizeof *pool);
}
