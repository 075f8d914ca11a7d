/* Several runtimes in one process, on several threads: what they hold apart, what may outlive them. Prints "ok" or what failed. */
#include <pthread.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <lunula.h>

#include "check.h"

/* The sum of `size` ones, through a slice, a product and a reduction. */
static double work(lunula_runtime *runtime, int64_t size)
{
    lunula_tensor *ones, *twice, *sum, *outs[LUNULA_MAX_OUTPUTS];
    const int64_t shape[1] = { size };
    double value = -1;
    int count;
    lunula_arg fill[3], multiply[2], reduce[3];
    memset(fill, 0, sizeof fill);
    memset(multiply, 0, sizeof multiply);
    memset(reduce, 0, sizeof reduce);
    fill[0].kind = LUNULA_INTS;
    fill[0].count = 1;
    fill[0].as.ints = shape;
    fill[1].kind = LUNULA_TENSOR;
    if (lunula_weak_float(runtime, 1, &fill[1].as.tensor) != LUNULA_OK)
        return -1;
    if (lunula_call(runtime, lunula_op_find(runtime, "full"), fill, 3, outs, &count) != LUNULA_OK)
        outs[0] = NULL;
    lunula_tensor_release(fill[1].as.tensor);
    if (outs[0] == NULL)
        return -1;
    ones = outs[0];
    multiply[0].kind = multiply[1].kind = LUNULA_TENSOR;
    multiply[0].as.tensor = multiply[1].as.tensor = ones;
    if (lunula_call(runtime, lunula_op_find(runtime, "multiply"), multiply, 2, outs, &count) != LUNULA_OK) {
        lunula_tensor_release(ones);
        return -1;
    }
    twice = outs[0];
    reduce[0].kind = LUNULA_TENSOR;
    reduce[0].as.tensor = twice;
    reduce[2].kind = LUNULA_BOOLEAN;
    if (lunula_call(runtime, lunula_op_find(runtime, "sum"), reduce, 3, outs, &count) != LUNULA_OK)
        return -1;
    sum = outs[0];
    lunula_tensor_get_double(runtime, sum, 0, &value);
    lunula_tensor_release(sum);
    lunula_tensor_release(twice);
    lunula_tensor_release(ones);
    return value;
}

static void *thread(void *result)
{
    lunula_options options = { .threads = 2 };
    int round;
    for (round = 0; round < 10; round++) {
        lunula_runtime *runtime = lunula_create(&options);
        *(double *)result = runtime == NULL ? -1 : work(runtime, 300000 + round);
        lunula_free(runtime);
        if (*(double *)result != 300000 + round)
            return NULL;
    }
    return NULL;
}

static void *release_there(void *tensor)
{
    lunula_tensor_release(tensor);
    return NULL;
}

static int apart(void)
{
    lunula_runtime *a = lunula_create(NULL), *b = lunula_create(NULL);
    char name[64];
    lunula_memory memory;
    lunula_tensor *t;
    const int64_t shape[] = { 1000 };
    CHECK(a != NULL && b != NULL);
    CHECK(lunula_set_floatx(a, LUNULA_FLOAT64) == LUNULA_OK && lunula_floatx(b) == LUNULA_FLOAT32);
    lunula_set_epsilon(a, 1e-3);
    CHECK(lunula_epsilon(b) == 1e-7);
    CHECK(lunula_unique_name(a, "dense", name, sizeof name) == LUNULA_OK && strcmp(name, "dense") == 0);
    CHECK(lunula_unique_name(b, "dense", name, sizeof name) == LUNULA_OK && strcmp(name, "dense") == 0);
    CHECK(lunula_unique_name(a, "dense", name, sizeof name) == LUNULA_OK && strcmp(name, "dense_1") == 0);
    lunula_set_memory_limit(a, 1 << 20);
    lunula_cancel(a);
    CHECK(work(b, 1 << 20) == 1 << 20);
    lunula_resume(a);
    CHECK(work(a, 1 << 20) == -1 && strstr(lunula_message(a), "out of memory") != NULL && lunula_message(b)[0] == '\0');
    lunula_memory_info(b, &memory);
    CHECK(memory.limit == 0 && memory.live_tensors == 0);
    CHECK(lunula_tensor_create(a, LUNULA_FLOAT32, 1, shape, NULL, &t) == LUNULA_OK);
    lunula_free(a);
    CHECK(lunula_tensor_size(t) == 1000 && ((const float *)lunula_tensor_data(t))[999] == 0);
    lunula_tensor_release(t);
    lunula_free(b);
    return 0;
}

static int alignment(void)
{
    lunula_runtime *runtime = lunula_create(NULL);
    int64_t size;
    int dtype;
    for (dtype = LUNULA_BOOL; dtype <= LUNULA_FLOAT64; dtype++)
        for (size = 0; size < 3000; size = size * 2 + 1) {
            lunula_tensor *t;
            CHECK(lunula_tensor_create(runtime, (lunula_dtype)dtype, 1, &size, NULL, &t) == LUNULA_OK);
            CHECK((uintptr_t)lunula_tensor_data(t) % 64 == 0);
            lunula_tensor_release(t);
        }
    lunula_free(runtime);
    return 0;
}

int main(void)
{
    enum { THREADS = 4 };
    pthread_t threads[THREADS], other;
    double results[THREADS];
    int i;
    lunula_runtime *runtime;
    lunula_tensor *t;
    const int64_t shape[] = { 1000 };
    if (apart() != 0 || alignment() != 0)
        return 1;
    for (i = 0; i < THREADS; i++)
        CHECK(pthread_create(&threads[i], NULL, thread, &results[i]) == 0);
    for (i = 0; i < THREADS; i++)
        pthread_join(threads[i], NULL);
    for (i = 0; i < THREADS; i++)
        CHECK(results[i] == 300009);
    runtime = lunula_create(NULL);
    CHECK(lunula_tensor_create(runtime, LUNULA_FLOAT32, 1, shape, NULL, &t) == LUNULA_OK);
    lunula_free(runtime);
    CHECK(pthread_create(&other, NULL, release_there, t) == 0);
    pthread_join(other, NULL);
    puts("ok");
    return 0;
}
