/** Work on whole images: each step can be stopped, and leaves then what was there before. */
package org.vitrine.engine.image.work;
