/** A machine's page: what it is made of, its snapshots, what happened to it. */
package org.vitrine.app.view.machine;
