/** The application: a manager of virtual machines for the desktop. */
package org.vitrine.app;
