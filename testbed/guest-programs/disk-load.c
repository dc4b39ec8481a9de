/*
 * Reads or writes a block device past the page cache and says how fast that went: what fio does, as little of it as is needed.
 *
 *   disk-load DEVICE read|write|randread|randwrite BLOCK-KIB DEPTH SECONDS
 *
 * DEPTH threads each have one request under way, at the next place or at random ones of the first 256 MiB.
 * Prints "load KIND BLOCK-KIB DEPTH REQUESTS MICROSECONDS". What is written is not constant, so that nothing takes it for zeroes.
 */
#define _GNU_SOURCE
#include <fcntl.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#define AREA (256LL << 20)

static int fd, writes, random_places;
static size_t block;
static long long end;
static atomic_llong next_place, done;

static long long now(void)
{
	struct timespec time;

	clock_gettime(CLOCK_MONOTONIC, &time);
	return time.tv_sec * 1000000LL + time.tv_nsec / 1000;
}

static void *work(void *seed)
{
	uint64_t state = (uintptr_t)seed * 0x9e3779b97f4a7c15ULL + 1;
	uint64_t *data;

	if (posix_memalign((void **)&data, 4096, block))
		exit(1);
	for (size_t i = 0; i < block / 8; i++)
		data[i] = state + i * 0x9e3779b97f4a7c15ULL;
	while (now() < end) {
		long long place;

		state ^= state << 13, state ^= state >> 7, state ^= state << 17;
		if (random_places)
			place = state % (AREA / block) * block;
		else
			place = atomic_fetch_add(&next_place, block) % AREA;
		data[0] = state;
		ssize_t result = writes ? pwrite(fd, data, block, place) : pread(fd, data, block, place);
		if (result != (ssize_t)block) {
			perror("disk-load");
			exit(1);
		}
		atomic_fetch_add(&done, 1);
	}
	return NULL;
}

int main(int count, char **words)
{
	if (count != 6) {
		fprintf(stderr, "usage: disk-load DEVICE read|write|randread|randwrite BLOCK-KIB DEPTH SECONDS\n");
		return 2;
	}
	random_places = !strncmp(words[2], "rand", 4);
	writes = strstr(words[2], "write") != NULL;
	block = atoi(words[3]) * 1024;
	int depth = atoi(words[4]);
	fd = open(words[1], (writes ? O_RDWR : O_RDONLY) | O_DIRECT);
	if (fd < 0) {
		perror(words[1]);
		return 1;
	}
	pthread_t threads[64];
	long long start = now();
	end = start + atoi(words[5]) * 1000000LL;
	for (int i = 0; i < depth && i < 64; i++)
		pthread_create(&threads[i], NULL, work, (void *)(uintptr_t)(i + 1));
	for (int i = 0; i < depth && i < 64; i++)
		pthread_join(threads[i], NULL);
	printf("load %s %s %d %lld %lld\n", words[2], words[3], depth, (long long)done, now() - start);
	return 0;
}
