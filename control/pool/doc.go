// Package pool decides about the account pool: when it is refilled and by how many, what one fill does and leaves, who is
// given an account from it and on what terms, until when the servers let that account in, when the scheduler looks again,
// and when somebody is told that the pool is low. It covers POOL-02 to POOL-20, as far as they are rules; how long things
// take, what fails and who waits for whom (POOL-01, POOL-18) belong to the world around it, the live service or the
// simulated one. Every decision is a pure function of its arguments.
package pool
