/** Opens images of any format, with all that lies behind them. */
package org.vitrine.engine.image.chain;
