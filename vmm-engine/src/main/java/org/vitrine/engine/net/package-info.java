/**
 * Floor 2: network back ends. {@code NetBackend} is the contract of all of them, {@code Backends} makes what a configuration names, {@code Cable} is what a
 * network interface holds in its hand: link, limit and recording are there.
 */
package org.vitrine.engine.net;
