/* ln_parallel: a pool of threads per context. Knows nothing of tensors.
 *
 * A job is published under the mutex with a new generation; workers and the caller claim chunks from one atomic counter
 * until none is left; the caller then waits until the last worker has left the job. A forked child has none of
 * the threads: the pool remembers its process and is abandoned (not joined) in another one. A nested call runs serially. */
#include "base/parallel.h"

#include <pthread.h>
#include <sched.h>
#include <unistd.h>

#include "base/memory.h"

enum { MAX_THREADS = 64 };

typedef struct job {
    ln_task_fn task;
    void *data;
    int64_t count, grain;
    atomic_int_fast64_t next;
    atomic_int *cancel;
} job;

struct ln_pool {
    ln_memory *memory;
    pid_t process;
    pthread_mutex_t mutex;
    pthread_cond_t wake, done;
    job *current;
    unsigned generation;
    int active; /* workers inside the current job */
    bool busy, stop;
    int count;
    pthread_t threads[MAX_THREADS];
};

static void work(job *j)
{
    for (;;) {
        if (atomic_load_explicit(j->cancel, memory_order_relaxed))
            return;
        int64_t begin = atomic_fetch_add_explicit(&j->next, j->grain, memory_order_relaxed);
        if (begin >= j->count)
            return;
        int64_t end = j->count - begin < j->grain ? j->count : begin + j->grain;
        j->task(j->data, begin, end);
    }
}

static void *worker(void *argument)
{
    ln_pool *pool = argument;
    unsigned seen = 0;
    pthread_mutex_lock(&pool->mutex);
    for (;;) {
        while (!pool->stop && (pool->current == NULL || pool->generation == seen))
            pthread_cond_wait(&pool->wake, &pool->mutex);
        if (pool->stop)
            break;
        seen = pool->generation;
        job *j = pool->current;
        pool->active++;
        pthread_mutex_unlock(&pool->mutex);
        work(j);
        pthread_mutex_lock(&pool->mutex);
        if (--pool->active == 0)
            pthread_cond_signal(&pool->done);
    }
    pthread_mutex_unlock(&pool->mutex);
    return NULL;
}

int ln_parallel_width(const ln_context *ctx)
{
    int wanted = ctx->threads;
    if (wanted <= 0) {
        cpu_set_t set;
        CPU_ZERO(&set);
        wanted = sched_getaffinity(0, sizeof set, &set) == 0 ? CPU_COUNT(&set) : 1;
    }
    return wanted > MAX_THREADS ? MAX_THREADS : wanted;
}

static ln_pool *pool_of(ln_context *ctx)
{
    if (ctx->pool != NULL && ctx->pool->process == getpid())
        return ctx->pool;
    int wanted = ln_parallel_width(ctx);
    if (wanted <= 1)
        return NULL;
    ln_pool *pool = ln_block_alloc(ctx->memory, sizeof *pool);
    if (pool == NULL)
        return NULL;
    *pool = (ln_pool){ .memory = ctx->memory, .process = getpid() };
    pthread_mutex_init(&pool->mutex, NULL);
    pthread_cond_init(&pool->wake, NULL);
    pthread_cond_init(&pool->done, NULL);
    while (pool->count < wanted - 1 && pthread_create(&pool->threads[pool->count], NULL, worker, pool) == 0)
        pool->count++;
    ctx->pool = pool;
    return pool;
}

ln_status ln_parallel(ln_context *ctx, int64_t count, int64_t grain, ln_task_fn task, void *data)
{
    job j = { .task = task, .data = data, .count = count, .grain = grain > 0 ? grain : 1, .cancel = &ctx->cancel };
    atomic_init(&j.next, 0);
    ln_pool *pool = count > j.grain && ctx->threads != 1 ? pool_of(ctx) : NULL;
    if (pool == NULL || pool->count == 0) {
        work(&j);
        return ln_check_cancel(ctx);
    }
    pthread_mutex_lock(&pool->mutex);
    if (pool->busy) {
        pthread_mutex_unlock(&pool->mutex);
        work(&j);
        return ln_check_cancel(ctx);
    }
    pool->busy = true;
    pool->current = &j;
    pool->generation++;
    pthread_cond_broadcast(&pool->wake);
    pthread_mutex_unlock(&pool->mutex);
    work(&j);
    pthread_mutex_lock(&pool->mutex);
    pool->current = NULL;
    while (pool->active > 0)
        pthread_cond_wait(&pool->done, &pool->mutex);
    pool->busy = false;
    pthread_mutex_unlock(&pool->mutex);
    return ln_check_cancel(ctx);
}

void ln_pool_free(ln_context *ctx)
{
    ln_pool *pool = ctx->pool;
    ctx->pool = NULL;
    if (pool == NULL || pool->process != getpid())
        return;
    pthread_mutex_lock(&pool->mutex);
    pool->stop = true;
    pthread_cond_broadcast(&pool->wake);
    pthread_mutex_unlock(&pool->mutex);
    for (int i = 0; i < pool->count; i++)
        pthread_join(pool->threads[i], NULL);
    pthread_mutex_destroy(&pool->mutex);
    pthread_cond_destroy(&pool->wake);
    pthread_cond_destroy(&pool->done);
    ln_block_free(pool->memory, pool, sizeof *pool);
}
